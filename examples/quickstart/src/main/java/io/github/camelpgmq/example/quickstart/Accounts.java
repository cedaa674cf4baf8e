/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** The business table of the example. */
final class Accounts {

    static final int COUNT = 40;
    static final BigDecimal OPENING_BALANCE = new BigDecimal("1000.00");

    private final DataSource dataSource;

    Accounts(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Accounts 1 to {@link #COUNT}. */
    void create() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE account (id integer PRIMARY KEY, balance numeric(12, 2) NOT NULL)");
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO account (id, balance) SELECT n, ?::numeric FROM generate_series(1, ?::integer) AS"
                            + " n")) {
                insert.setBigDecimal(1, OPENING_BALANCE);
                insert.setInt(2, COUNT);
                insert.executeUpdate();
            }
        }
    }

    /** The balance of every account by its number. */
    Map<Integer, BigDecimal> balances() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, balance FROM account")) {
            Map<Integer, BigDecimal> balances = new TreeMap<>();
            while (rows.next()) {
                balances.put(rows.getInt("id"), rows.getBigDecimal("balance"));
            }
            return balances;
        }
    }
}
