/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** How connections look through a pooler. */
public final class PoolerConnections {

    private PoolerConnections() {}

    /** A transaction pooler under load: every statement runs on another server connection. */
    public static UnaryOperator<Connection> otherServerConnectionEachTime(DataSource other) {
        AtomicInteger statements = new AtomicInteger();
        return connection -> connectionProxy(connection, (name, real) -> {
            if (!name.equals("createStatement") || statements.getAndIncrement() % 2 == 0) {
                return real.call();
            }
            return other.getConnection().createStatement();
        });
    }

    /** A pooler in session mode: the process id is the pooler's invention, all else works. */
    public static UnaryOperator<Connection> sessionPooler() {
        return connection -> connectionProxy(
                connection,
                (name, real) -> name.equals("unwrap") ? pgProxy((PGConnection) real.call(), false) : real.call());
    }

    /** A transaction pooler at rest: always the same server connection, and yet its notifications do not get through. */
    public static UnaryOperator<Connection> idleTransactionPooler() {
        return connection -> connectionProxy(
                connection,
                (name, real) -> name.equals("unwrap") ? pgProxy((PGConnection) real.call(), true) : real.call());
    }

    @FunctionalInterface
    private interface Call {
        Object call() throws Throwable;
    }

    @FunctionalInterface
    private interface Interceptor {
        Object intercept(String method, Call real) throws Throwable;
    }

    private static Connection connectionProxy(Connection connection, Interceptor interceptor) {
        return proxy(Connection.class, connection, interceptor);
    }

    private static PGConnection pgProxy(PGConnection connection, boolean swallow) throws SQLException {
        return proxy(PGConnection.class, connection, (name, real) -> switch (name) {
            case "getBackendPID" -> -1;
            case "getNotifications" -> {
                Object notifications = real.call();
                yield swallow ? new PGNotification[0] : notifications;
            }
            default -> real.call();
        });
    }

    private static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interceptor.intercept(method.getName(), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}
