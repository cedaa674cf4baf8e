/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import io.github.camelpgmq.component.commandbus.BusinessRuleException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Charges orders, in the transaction that completes the command. */
@ApplicationScoped
public class Ledger {

    private static final String INSERT =
            "INSERT INTO ledger (order_id, amount) SELECT (o->>'id')::int, (o->>'amount')::int FROM (SELECT ?::jsonb AS o) AS one"
                    + " RETURNING amount";

    private final DataSource dataSource;

    Ledger(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Transactional
    void charge(String order) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, order);
            try (var row = statement.executeQuery()) {
                row.next();
                if (row.getInt("amount") <= 0) {
                    throw new BusinessRuleException("AMOUNT", "The amount must be more than 0");
                }
            }
        }
    }
}
