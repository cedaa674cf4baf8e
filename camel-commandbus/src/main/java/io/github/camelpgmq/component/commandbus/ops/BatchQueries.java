/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchCounts;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.store.CommandKey;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Questions about the batches of one domain. Reads only; thread-safe. */
public final class BatchQueries {

    final String get;

    private final String domain;
    private final String counted;
    private final String rows;

    /** Over the domain of these statements. */
    public BatchQueries(CommandStore store) {
        domain = store.domain().name();
        rows = "SELECT b.* FROM " + store.tables().batchSql() + " AS b WHERE b.domain = ?::text";
        // The counts of a finished batch outlive its commands, which a purge may have removed.
        counted =
                """
                SELECT b.domain, b.batch_id, b.name, b.custom_data, b.status, b.created_at, b.started_at, b.completed_at,
                       coalesce(n.total, b.total_count) AS total, coalesce(n.pending, 0) AS pending,
                       coalesce(n.in_progress, 0) AS in_progress, coalesce(n.completed, b.completed_count) AS completed,
                       coalesce(n.failed, b.failed_count) AS failed, coalesce(n.canceled, b.canceled_count) AS canceled,
                       coalesce(n.troubled, b.in_troubleshooting_count) AS troubled
                FROM ($rows) AS b LEFT JOIN LATERAL (
                  SELECT count(*) AS total, count(*) FILTER (WHERE c.status = 'PENDING') AS pending,
                         count(*) FILTER (WHERE c.status = 'IN_PROGRESS') AS in_progress,
                         count(*) FILTER (WHERE c.status = 'COMPLETED') AS completed,
                         count(*) FILTER (WHERE c.status = 'FAILED') AS failed,
                         count(*) FILTER (WHERE c.status = 'CANCELED') AS canceled,
                         count(*) FILTER (WHERE c.status = 'IN_TROUBLESHOOTING_QUEUE') AS troubled
                  FROM $command AS c WHERE c.domain = b.domain AND c.batch_id = b.batch_id) AS n
                  ON b.status IN ('PENDING', 'IN_PROGRESS')
                ORDER BY b.created_at DESC, b.batch_id
                """
                        .replace("$command", store.tables().commandSql());
        get = counted.replace("$rows", rows + " AND b.batch_id = ?::uuid");
    }

    /** A batch with its progress; empty when it is not known. */
    public Optional<Batch> get(Connection connection, UUID batchId) throws SQLException {
        return Optional.ofNullable(Jdbc.first(connection, get, BatchQueries::read, domain, batchId));
    }

    /**
     * Batches that match, newest first, with their progress: the commands of those that are not finished are counted.
     *
     * @throws IllegalArgumentException when the filter's {@code after} is not what a page gave as next
     */
    public Page<Batch> list(Connection connection, BatchFilter filter) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        return PageToken.page(
                Jdbc.list(connection, statement(filter, parameters), BatchQueries::read, parameters.toArray()),
                filter.limit(),
                batch -> new PageToken(batch.createdAt(), batch.domain(), batch.batchId()));
    }

    /** @param parameters gets the statement's parameters */
    String statement(BatchFilter filter, List<Object> parameters) {
        StringBuilder sql = new StringBuilder(rows).append(" AND ").append(CommandKey.listed("b"));
        parameters.add(domain);
        if (filter.status() != null) {
            sql.append(" AND b.status = ?::text");
            parameters.add(filter.status().name());
            if (!filter.status().finished()) {
                // The condition of the index over them.
                sql.append(" AND b.status IN ('PENDING', 'IN_PROGRESS')");
            }
        }
        add(sql, parameters, " AND starts_with(b.name, ?::text)", filter.namePrefix());
        add(sql, parameters, " AND b.created_at >= ?::timestamptz", time(filter.createdFrom()));
        add(sql, parameters, " AND b.created_at < ?::timestamptz", time(filter.createdBefore()));
        PageToken after = PageToken.parse(filter.after());
        if (after != null) {
            sql.append(
                    " AND b.created_at <= ?::timestamptz AND (b.created_at < ?::timestamptz OR b.batch_id > ?::uuid)");
            parameters.add(time(after.createdAt()));
            parameters.add(time(after.createdAt()));
            parameters.add(after.id());
        }
        sql.append(" ORDER BY b.created_at DESC, b.batch_id LIMIT ?::integer");
        parameters.add(filter.limit() + 1);
        return counted.replace("$rows", sql);
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

    private static Batch read(ResultSet row) throws SQLException {
        return new Batch(
                row.getString("domain"),
                row.getObject("batch_id", UUID.class),
                row.getString("name"),
                BatchStatus.valueOf(row.getString("status")),
                new BatchCounts(
                        row.getLong("total"),
                        row.getLong("pending"),
                        row.getLong("in_progress"),
                        row.getLong("completed"),
                        row.getLong("failed"),
                        row.getLong("canceled"),
                        row.getLong("troubled")),
                row.getString("custom_data"),
                Jdbc.instant(row, "created_at"),
                Jdbc.instant(row, "started_at"),
                Jdbc.instant(row, "completed_at"));
    }
}
