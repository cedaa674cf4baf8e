/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Questions about the commands of one domain. Reads only; thread-safe. */
public final class CommandQueries {

    private final String domain;
    private final String commandQueue;
    final String get;
    final String auditTrail;
    final String auditPage;
    private final String countByStatus;

    /** Over the domain of these statements. */
    public CommandQueries(CommandStore store) {
        domain = store.domain().name();
        commandQueue = store.domain().commandQueue();
        String command = store.tables().commandSql();
        get = "SELECT " + CommandRows.columns("c") + " FROM " + command
                + " AS c WHERE c.domain = ?::text AND c.command_id = ?::uuid";
        countByStatus =
                "SELECT c.status, count(*) AS n FROM " + command + " AS c WHERE c.domain = ?::text GROUP BY c.status";
        String audit = "SELECT a.audit_id, a.domain, a.command_id, a.event_type, a.ts, a.details_json FROM "
                + store.tables().auditSql() + " AS a WHERE a.domain = ?::text AND a.command_id = ?::uuid";
        auditTrail = audit + " ORDER BY a.audit_id";
        auditPage = audit + " AND a.audit_id > ?::bigint ORDER BY a.audit_id LIMIT ?::integer";
    }

    /** The command's row; empty when it is not known. */
    public Optional<CommandMetadata> get(Connection connection, UUID commandId) throws SQLException {
        return Optional.ofNullable(Jdbc.first(connection, get, CommandRows::read, domain, commandId));
    }

    /** How many commands have which status; every status is present. Reads every command of the domain. */
    public Map<CommandStatus, Long> countByStatus(Connection connection) throws SQLException {
        Map<CommandStatus, Long> counts = new EnumMap<>(CommandStatus.class);
        for (CommandStatus status : CommandStatus.values()) {
            counts.put(status, 0L);
        }
        Jdbc.list(
                connection,
                countByStatus,
                row -> counts.put(CommandStatus.valueOf(row.getString("status")), row.getLong("n")),
                domain);
        return counts;
    }

    /** What happened to a command, oldest first; empty when nothing is recorded. */
    public List<AuditEntry> auditTrail(Connection connection, UUID commandId) throws SQLException {
        return Jdbc.list(connection, auditTrail, CommandQueries::auditEntry, domain, commandId);
    }

    /**
     * A part of what happened to a command, oldest first.
     *
     * @param after {@code next} of the part before; null = from the beginning
     * @param limit most rows, 1 to {@value CommandFilter#MAX_LIMIT}
     * @throws IllegalArgumentException when limit or after is not usable
     */
    public Page<AuditEntry> auditTrail(Connection connection, UUID commandId, String after, int limit)
            throws SQLException {
        int rows = CommandFilter.ALL.withLimit(limit).pageSize();
        List<AuditEntry> entries = Jdbc.list(
                connection, auditPage, CommandQueries::auditEntry, domain, commandId, auditId(after), rows + 1);
        return entries.size() <= rows
                ? new Page<>(entries, null)
                : new Page<>(
                        entries.subList(0, rows),
                        String.valueOf(entries.get(rows - 1).auditId()));
    }

    private static long auditId(String after) {
        try {
            return after == null ? Long.MIN_VALUE : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + after + "' is not a place in an audit trail: expected is what the page before gave as next",
                    e);
        }
    }

    private static AuditEntry auditEntry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("audit_id"),
                row.getString("domain"),
                row.getObject("command_id", UUID.class),
                row.getString("event_type"),
                Jdbc.instant(row, "ts"),
                row.getString("details_json"));
    }

    /** PGMQ's figures of the domain's command queue. */
    public QueueMetrics queueMetrics(Connection connection) throws SQLException {
        return Jdbc.first(
                connection,
                "SELECT m.* FROM pgmq.metrics(queue_name => ?::text) AS m",
                row -> new QueueMetrics(
                        row.getString("queue_name"),
                        row.getLong("queue_length"),
                        row.getLong("queue_visible_length"),
                        row.getObject("newest_msg_age_sec", Integer.class),
                        row.getObject("oldest_msg_age_sec", Integer.class),
                        row.getLong("total_messages"),
                        Jdbc.instant(row, "scrape_time")),
                commandQueue);
    }
}
