/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Remembers the SQL of every statement that is prepared. */
public final class StatementSpy {

    private final List<String> statements = new CopyOnWriteArrayList<>();

    /** A data source whose connections are watched. */
    public DataSource watch(DataSource target) {
        return new SpyDataSource(target, this::watched);
    }

    /** How many statements contained the text. */
    public long count(String text) {
        return statements.stream().filter(sql -> sql.contains(text)).count();
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
