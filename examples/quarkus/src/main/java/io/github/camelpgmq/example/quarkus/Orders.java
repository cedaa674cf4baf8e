/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.ProducerTemplate;

/** Takes orders: the row and the command that has it paid are committed together. */
@ApplicationScoped
public class Orders {

    private static final String INSERT =
            "INSERT INTO orders (id, amount) SELECT (o->>'id')::int, (o->>'amount')::int FROM (SELECT ?::jsonb AS o) AS one"
                    + " RETURNING amount";
    private static final int LIMIT = 1000;

    private final DataSource dataSource;
    private final ProducerTemplate camel;

    Orders(DataSource dataSource, ProducerTemplate camel) {
        this.dataSource = dataSource;
        this.camel = camel;
    }

    @Transactional
    void accept(String order) throws SQLException {
        int amount = insert(order);
        camel.sendBody("commandbus:payments/Charge", order);
        if (amount > LIMIT) {
            throw new IllegalArgumentException("More than " + LIMIT + ": " + amount);
        }
    }

    private int insert(String order) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, order);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getInt("amount");
            }
        }
    }
}
