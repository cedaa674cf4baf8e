/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The little that is needed around JDBC. Text and null are given to the server without a type, so each parameter is cast in
 * the SQL. Stateless.
 */
public final class Jdbc {

    private Jdbc() {}

    /** Reads one row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** All rows of a statement. */
    public static <T> List<T> list(Connection connection, String sql, RowMapper<T> mapper, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(mapper.map(row));
                }
            }
            return rows;
        }
    }

    /** The only row of a statement, or null when there is none. */
    public static <T> T first(Connection connection, String sql, RowMapper<T> mapper, Object... parameters)
            throws SQLException {
        List<T> rows = list(connection, sql, mapper, parameters);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** Whether a statement has returned a row. */
    public static boolean any(Connection connection, String sql, Object... parameters) throws SQLException {
        return first(connection, sql, row -> true, parameters) != null;
    }

    /**
     * Runs a statement that writes.
     *
     * @return how many rows it has written
     */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /** Runs a statement of which only that it succeeds is of interest. */
    public static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            statement.execute();
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof String) {
                // As null has no type: the driver prepares a statement again whenever the type of a parameter changes.
                statement.setObject(i + 1, parameters[i], Types.OTHER);
            } else {
                statement.setObject(i + 1, parameters[i]);
            }
        }
    }

    /** A timestamptz column. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An SQL array of an attribute of each element. */
    public static <S> Array array(Connection connection, String type, Collection<S> source, Function<S, Object> element)
            throws SQLException {
        return connection.createArrayOf(type, source.stream().map(element).toArray());
    }
}
