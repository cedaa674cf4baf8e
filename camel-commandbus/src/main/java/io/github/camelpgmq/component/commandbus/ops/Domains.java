/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Which domains there are. Stateless. */
public final class Domains {

    private static final String LIST = "SELECT m.queue_name FROM pgmq.meta AS m ORDER BY m.queue_name COLLATE \"C\"";

    private Domains() {}

    /** The domains that have a command queue, by name; a queue whose name is like one but that no domain can have is left out. */
    public static List<DomainName> list(Connection connection) throws SQLException {
        return Jdbc.list(connection, LIST, row -> DomainName.ofCommandQueue(row.getString("queue_name"))).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** The filter's domains; all, when it names none. */
    static List<DomainName> of(Connection connection, CommandFilter filter) throws SQLException {
        return filter.domains().isEmpty()
                ? list(connection)
                : filter.domains().stream().map(DomainName::new).toList();
    }
}
