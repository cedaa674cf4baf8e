/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Counts connections, remembers the last one, and may change what it hands out. */
public final class SpyDataSource implements DataSource {

    private final DataSource target;
    private final UnaryOperator<Connection> change;
    private final AtomicInteger borrowed = new AtomicInteger();
    private volatile Connection last;

    public SpyDataSource(DataSource target) {
        this(target, UnaryOperator.identity());
    }

    public SpyDataSource(DataSource target, UnaryOperator<Connection> change) {
        this.target = target;
        this.change = change;
    }

    public int borrowed() {
        return borrowed.get();
    }

    public Connection last() {
        return last;
    }

    @Override
    public Connection getConnection() throws SQLException {
        borrowed.incrementAndGet();
        last = target.getConnection();
        return change.apply(last);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return target.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        target.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        target.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return target.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return target.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return target.isWrapperFor(type);
    }
}
