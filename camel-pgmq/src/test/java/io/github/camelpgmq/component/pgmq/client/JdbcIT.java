/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the driver sees what is run through {@link Jdbc}. */
class JdbcIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final String SQL = "SELECT ?::text AS a, ?::jsonb AS b, ?::uuid AS c";
    private static final String PREPARED =
            "SELECT string_agg(name, ', ') AS names FROM pg_prepared_statements WHERE statement LIKE '%AS b, $3::uuid%'";

    /** The driver prepares a statement again, under another name, when a parameter comes with another type. */
    @Test
    void statementStaysPreparedWhetherTextIsGivenOrNot() throws Exception {
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            alternate(connection);
            String names = Jdbc.first(connection, PREPARED, row -> row.getString("names"));
            alternate(connection);
            assertThat(Jdbc.<String>first(connection, PREPARED, row -> row.getString("names")))
                    .isEqualTo(names)
                    .isNotNull();
        }
    }

    private static void alternate(Connection connection) throws SQLException {
        for (int i = 0; i < 10; i++) {
            Jdbc.any(connection, SQL, null, null, null);
            Jdbc.any(connection, SQL, "a", "{}", UUID.randomUUID());
        }
    }
}
