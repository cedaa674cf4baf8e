/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Questions about the commands of one domain. Reads only; thread-safe. */
public final class CommandQueries {

    private final String domain;
    private final String commandQueue;
    private final String select;
    private final String countByStatus;
    private final String auditTrail;

    public CommandQueries(CommandStore store) {
        domain = store.domain().name();
        commandQueue = store.domain().commandQueue();
        String command = store.tables().commandSql();
        select = "SELECT " + CommandRows.columns("c") + " FROM " + command + " AS c WHERE c.domain = ?::text";
        countByStatus =
                "SELECT c.status, count(*) AS n FROM " + command + " AS c WHERE c.domain = ?::text GROUP BY c.status";
        auditTrail = "SELECT a.audit_id, a.domain, a.command_id, a.event_type, a.ts, a.details_json FROM "
                + store.tables().auditSql()
                + " AS a WHERE a.domain = ?::text AND a.command_id = ?::uuid ORDER BY a.audit_id";
    }

    /** The command's row; empty when it is not known. */
    public Optional<CommandMetadata> get(Connection connection, UUID commandId) throws SQLException {
        return Optional.ofNullable(
                Jdbc.first(connection, select + " AND c.command_id = ?::uuid", CommandRows::read, domain, commandId));
    }

    /** Commands that match, newest first. */
    public List<CommandMetadata> find(Connection connection, CommandFilter filter) throws SQLException {
        StringBuilder sql = new StringBuilder(select);
        List<Object> parameters = new ArrayList<>(List.of(domain));
        add(
                sql,
                parameters,
                " AND c.status = ?::text",
                filter.status() == null ? null : filter.status().name());
        add(sql, parameters, " AND c.command_type = ?::text", filter.commandType());
        add(sql, parameters, " AND c.created_at >= ?::timestamptz", time(filter.createdFrom()));
        add(sql, parameters, " AND c.created_at < ?::timestamptz", time(filter.createdBefore()));
        add(sql, parameters, " AND c.correlation_id = ?::uuid", filter.correlationId());
        add(sql, parameters, " AND c.batch_id = ?::uuid", filter.batchId());
        sql.append(" ORDER BY c.created_at DESC, c.command_id LIMIT ?::integer OFFSET ?::integer");
        parameters.add(filter.limit());
        parameters.add(filter.offset());
        return Jdbc.list(connection, sql.toString(), CommandRows::read, parameters.toArray());
    }

    private static void add(StringBuilder sql, List<Object> parameters, String condition, Object value) {
        if (value != null) {
            sql.append(condition);
            parameters.add(value);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
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

    /** What happened to a command, in order; empty when nothing is recorded. */
    public List<AuditEntry> auditTrail(Connection connection, UUID commandId) throws SQLException {
        return Jdbc.list(
                connection,
                auditTrail,
                row -> new AuditEntry(
                        row.getLong("audit_id"),
                        row.getString("domain"),
                        row.getObject("command_id", UUID.class),
                        row.getString("event_type"),
                        Jdbc.instant(row, "ts"),
                        row.getString("details_json")),
                domain,
                commandId);
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
