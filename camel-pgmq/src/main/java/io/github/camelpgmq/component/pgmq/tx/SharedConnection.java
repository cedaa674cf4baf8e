/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.sql.Wrapper;

/**
 * A transaction's connection as its users get it: they can do everything but end the transaction. Not thread-safe, like any connection.
 */
final class SharedConnection implements InvocationHandler {

    /** What the transaction has a say in. */
    interface Owner {

        /** The connection, or an exception if the transaction has ended. */
        Connection delegate() throws SQLException;

        /** Whether the connection is no longer the transaction's. */
        default boolean ended() {
            return false;
        }

        /** Called with every new statement. */
        default void prepare(Statement statement) throws SQLException {}

        /** Called once when the user closes the connection. */
        default void released() throws SQLException {}
    }

    private static final String CONNECTION_DOES_NOT_EXIST = "08003";
    private static final String INVALID_TRANSACTION_TERMINATION = "2D000";

    private final Owner owner;
    private boolean closed;

    private SharedConnection(Owner owner) {
        this.owner = owner;
    }

    static Connection of(Owner owner) {
        return proxy(Connection.class, new SharedConnection(owner));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        switch (method.getName()) {
            case "close":
                if (!closed) {
                    closed = true;
                    owner.released();
                }
                return null;
            case "isClosed":
                return closed || owner.ended() || owner.delegate().isClosed();
            case "equals":
                return proxy == args[0];
            case "hashCode":
                return System.identityHashCode(proxy);
            case "toString":
                return "connection of the thread's transaction" + (closed ? " (closed)" : "");
            case "unwrap", "isWrapperFor":
                return unwrap(proxy, method, args, delegate());
            case "commit":
                throw refused(method);
            case "rollback":
                if (args == null) {
                    throw refused(method);
                }
                break;
            case "setAutoCommit":
                if (Boolean.TRUE.equals(args[0])) {
                    throw refused(method);
                }
                return null;
            default:
                break;
        }
        Object result = call(delegate(), method, args);
        if (result instanceof Statement statement) {
            return prepared((Connection) proxy, statement);
        }
        return result;
    }

    private Connection delegate() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException("This connection is closed", CONNECTION_DOES_NOT_EXIST);
        }
        return owner.delegate();
    }

    private Statement prepared(Connection proxy, Statement statement) throws SQLException {
        try {
            owner.prepare(statement);
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        StatementHandler handler = new StatementHandler(proxy, statement);
        if (statement instanceof CallableStatement) {
            return proxy(CallableStatement.class, handler);
        }
        return statement instanceof PreparedStatement
                ? proxy(PreparedStatement.class, handler)
                : proxy(Statement.class, handler);
    }

    private static SQLException refused(Method method) {
        return new SQLException(
                method.getName()
                        + " is refused because this connection belongs to the thread's transaction, which ends with the"
                        + " block that began it: throw an exception or mark it rollback-only to roll back, use"
                        + " propagation REQUIRES_NEW for work that commits on its own",
                INVALID_TRANSACTION_TERMINATION);
    }

    private static Object unwrap(Object proxy, Method method, Object[] args, Wrapper delegate) throws Throwable {
        if (args[0] instanceof Class<?> type && type.isInstance(proxy)) {
            return method.getName().equals("unwrap") ? proxy : Boolean.TRUE;
        }
        return call(delegate, method, args);
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(SharedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    // Without it statement.getConnection().commit() gets past us; camel-sql's batch mode does that on an exchange that
    // is not transacted.
    private record StatementHandler(Connection connection, Statement statement) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            return switch (method.getName()) {
                case "getConnection" -> connection;
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "unwrap", "isWrapperFor" -> SharedConnection.unwrap(proxy, method, args, statement);
                default -> call(statement, method, args);
            };
        }
    }
}
