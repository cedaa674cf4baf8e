/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection that is opened at its first use, for work without a transaction that may never need one. Not thread-safe. */
final class LazyConnection implements InvocationHandler, AutoCloseable {

    /** Opens the connection. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    private final Source source;
    private final Connection proxy;
    private Connection opened;
    private boolean closed;

    LazyConnection(Source source) {
        this.source = source;
        this.proxy = (Connection)
                Proxy.newProxyInstance(LazyConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    Connection connection() {
        return proxy;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] args) throws Throwable {
        switch (method.getName()) {
            case "close":
                close();
                return null;
            case "isClosed":
                return closed || opened != null && opened.isClosed();
            case "equals":
                return self == args[0];
            case "hashCode":
                return System.identityHashCode(self);
            case "toString":
                return "connection without transaction";
            default:
                break;
        }
        if (opened == null) {
            if (closed) {
                throw new SQLException("This connection is closed", "08003");
            }
            opened = source.open();
        }
        try {
            return method.invoke(opened, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        if (opened != null) {
            opened.close();
        }
    }
}
