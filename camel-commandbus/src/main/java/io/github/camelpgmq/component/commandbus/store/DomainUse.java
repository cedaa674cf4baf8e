/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueRight;
import io.github.camelpgmq.component.pgmq.client.RequiredRights;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a role does in a domain, and which rights that takes. The script {@code grants.sql} grants the same, and what only some senders need:
 * to undo a duplicate inside a transaction, and to make batches.
 */
public enum DomainUse {
    /** Send commands. */
    SEND("send commands to", EnumSet.of(QueueRight.SEND), List.of("SELECT", "INSERT"), List.of("INSERT"), List.of()),
    /** Handle commands: claim, complete, fail, set aside, adopt. */
    HANDLE(
            "handle commands of",
            EnumSet.of(QueueRight.READ, QueueRight.DELETE, QueueRight.ARCHIVE),
            List.of("SELECT", "INSERT", "UPDATE"),
            List.of("SELECT", "INSERT"),
            List.of("SELECT", "UPDATE")),
    /** Look at commands, their audit and batches. */
    QUERY("query", EnumSet.noneOf(QueueRight.class), List.of("SELECT"), List.of("SELECT"), List.of("SELECT")),
    /** Retry, cancel, complete, pause, purge, and look at everything. */
    OPERATE(
            "operate",
            EnumSet.of(QueueRight.SEND, QueueRight.RESTORE),
            List.of("SELECT", "UPDATE", "DELETE"),
            List.of("SELECT", "INSERT", "DELETE"),
            List.of("SELECT", "INSERT", "UPDATE", "DELETE"));

    // A default that calls a sequence takes a right on it, an identity does not.
    private static final String SEQUENCES =
            """
            SELECT format('%I.%I', n.nspname, s.relname) AS name
            FROM pg_catalog.pg_attrdef AS f
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attname = 'audit_id'
            JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid
              AND d.refclassid = 'pg_catalog.pg_class'::regclass
            JOIN pg_catalog.pg_class AS s ON s.oid = d.refobjid AND s.relkind = 'S'
            JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
            WHERE f.adrelid = $table
            """
                    .replace("$table", SchemaCheck.TABLE);

    private final String purpose;
    private final Set<QueueRight> onQueue;
    private final List<String> onCommands;
    private final List<String> onAudit;
    private final List<String> onBatches;

    DomainUse(
            String purpose,
            Set<QueueRight> onQueue,
            List<String> onCommands,
            List<String> onAudit,
            List<String> onBatches) {
        this.purpose = purpose;
        this.onQueue = onQueue;
        this.onCommands = onCommands;
        this.onAudit = onAudit;
        this.onBatches = onBatches;
    }

    /**
     * Checks that the role of the connection has the rights; tables and command queue must exist.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.AccessDeniedException if it has not, with the statements that grant what is missing
     */
    public void require(Connection connection, CommandStore store) throws SQLException {
        CommandTables tables = store.tables();
        RequiredRights rights = new RequiredRights()
                .on(tables.commandSql(), onCommands)
                .on(tables.auditSql(), onAudit)
                .on(tables.batchSql(), onBatches)
                .on(QueueName.of(store.domain().commandQueue()), onQueue);
        if (this == HANDLE || this == OPERATE) {
            rights.on(QueueName.of(store.domain().replyQueue()), EnumSet.of(QueueRight.SEND));
        }
        for (String sequence : Jdbc.list(connection, SEQUENCES, row -> row.getString("name"), tables.auditSql())) {
            rights.on(sequence, List.of("USAGE"));
        }
        rights.require(connection, purpose + " domain '" + store.domain().name() + "'");
    }
}
