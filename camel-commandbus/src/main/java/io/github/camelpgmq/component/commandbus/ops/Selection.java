/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.store.CommandKey;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A statement over the commands that a filter selects, as it grows: its text and the values of its parameters. Not thread-safe. */
final class Selection {

    /** Part of every question for commands in troubleshooting, so that their index is used. */
    private static final String TROUBLED =
            " AND c.status = 'IN_TROUBLESHOOTING_QUEUE' AND c.last_error_type IS NOT NULL";

    private final CommandTables tables;
    private final CommandFilter filter;
    private final boolean troubled;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private Selection(CommandTables tables, CommandFilter filter, boolean troubled) {
        this.tables = tables;
        this.filter = filter;
        this.troubled = troubled;
    }

    /** Over all that the filter selects. */
    static Selection of(CommandTables tables, CommandFilter filter) {
        return new Selection(tables, filter, false);
    }

    /** Over what waits for an operator. */
    static Selection troubled(CommandTables tables, CommandFilter filter) {
        return new Selection(tables, filter.troubled(), true);
    }

    Selection add(String text, Object... values) {
        sql.append(text);
        parameters.addAll(List.of(values));
        return this;
    }

    /**
     * Adds a select of one domain's rows, the first of them in the order of pages: its index serves the order, so that it reads about as
     * many rows as it returns.
     *
     * @param columns of the command {@code c}
     */
    Selection first(String columns, DomainName domain, PageToken after, int limit) {
        add("SELECT " + columns + " FROM " + tables.commandSql() + " AS c WHERE c.domain = '" + domain.name()
                + "'::text AND " + CommandKey.listed("c"));
        matching();
        if (after != null) {
            behind(domain, after);
        }
        // Of a parameter the planner would assume a tenth of all rows.
        return add(" ORDER BY c.created_at DESC, c.command_id LIMIT " + limit);
    }

    /** Adds the filter's conditions, each begun with AND, but domain and place in the list. */
    Selection matching() {
        if (troubled) {
            add(TROUBLED);
        } else if (filter.status() != null) {
            add(" AND c.status = ?::text", filter.status().name());
        }
        when(" AND c.command_type = ?::text", filter.commandType());
        when(" AND c.last_error_code = ?::text", filter.errorCode());
        when(" AND c.created_at >= ?::timestamptz", time(filter.createdFrom()));
        when(" AND c.created_at < ?::timestamptz", time(filter.createdBefore()));
        when(" AND c.correlation_id = ?::uuid", filter.correlationId());
        when(" AND c.batch_id = ?::uuid", filter.batchId());
        return this;
    }

    private void behind(DomainName domain, PageToken after) {
        OffsetDateTime time = time(after.createdAt());
        int order = domain.name().compareTo(after.domain());
        if (order < 0) {
            add(" AND c.created_at < ?::timestamptz", time);
        } else if (order > 0) {
            add(" AND c.created_at <= ?::timestamptz", time);
        } else {
            add(
                    " AND c.created_at <= ?::timestamptz AND (c.created_at < ?::timestamptz OR c.command_id > ?::uuid)",
                    time,
                    time,
                    after.id());
        }
    }

    private void when(String condition, Object value) {
        if (value != null) {
            add(condition, value);
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    String sql() {
        return sql.toString();
    }

    Object[] parameters() {
        return parameters.toArray();
    }
}
