/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.List;
import java.util.Set;

/**
 * The columns of the three tables: the only list of them.
 *
 * @param filled when statements give it a value
 */
record TableColumn(String name, Type type, Filled filled) {

    /** When statements give a column a value. */
    enum Filled {
        /** With the row. */
        AT_ONCE,
        /** Left out of the insert and never emptied: NOT NULL takes a default. */
        LATER,
        /** Never by a statement: it takes a default. */
        BY_DEFAULT,
        /** Emptied again, or never filled: no NOT NULL. */
        SOMETIMES
    }

    /** A type of the schema and what else serves in its place. */
    enum Type {
        TEXT("text", Set.of("text", "character varying")),
        UUID("uuid", Set.of("uuid")),
        INTEGER("integer", Set.of("integer", "bigint", "smallint")),
        BIGINT("bigint", Set.of("bigint")),
        TIMESTAMPTZ("timestamptz", Set.of("timestamp with time zone")),
        JSONB("jsonb", Set.of("jsonb"));

        private final String sql;
        private final Set<String> accepted;

        Type(String sql, Set<String> accepted) {
            this.sql = sql;
            this.accepted = accepted;
        }

        /** As it is written in SQL. */
        String sql() {
            return sql;
        }

        /** @param formatted as PostgreSQL's format_type writes it without modifier */
        boolean accepts(String formatted) {
            return accepted.contains(formatted);
        }
    }

    static final List<TableColumn> COMMAND = List.of(
            set("domain", Type.TEXT),
            set("command_id", Type.UUID),
            set("command_type", Type.TEXT),
            set("status", Type.TEXT),
            set("attempts", Type.INTEGER),
            set("max_attempts", Type.INTEGER),
            set("queue_name", Type.TEXT),
            set("msg_id", Type.BIGINT),
            empty("lease_expires_at", Type.TIMESTAMPTZ),
            later("last_error_type", Type.TEXT),
            empty("last_error_code", Type.TEXT),
            empty("last_error_msg", Type.TEXT),
            set("created_at", Type.TIMESTAMPTZ),
            set("updated_at", Type.TIMESTAMPTZ),
            set("reply_queue", Type.TEXT),
            empty("correlation_id", Type.UUID),
            empty("batch_id", Type.UUID));

    static final List<TableColumn> AUDIT = List.of(
            new TableColumn("audit_id", Type.BIGINT, Filled.BY_DEFAULT),
            set("domain", Type.TEXT),
            set("command_id", Type.UUID),
            set("event_type", Type.TEXT),
            set("ts", Type.TIMESTAMPTZ),
            set("details_json", Type.JSONB));

    static final List<TableColumn> BATCH = List.of(
            set("domain", Type.TEXT),
            set("batch_id", Type.UUID),
            set("name", Type.TEXT),
            empty("custom_data", Type.JSONB),
            set("status", Type.TEXT),
            set("total_count", Type.INTEGER),
            set("completed_count", Type.INTEGER),
            set("failed_count", Type.INTEGER),
            set("canceled_count", Type.INTEGER),
            set("in_troubleshooting_count", Type.INTEGER),
            set("created_at", Type.TIMESTAMPTZ),
            empty("started_at", Type.TIMESTAMPTZ),
            empty("completed_at", Type.TIMESTAMPTZ));

    private static TableColumn set(String name, Type type) {
        return new TableColumn(name, type, Filled.AT_ONCE);
    }

    private static TableColumn later(String name, Type type) {
        return new TableColumn(name, type, Filled.LATER);
    }

    private static TableColumn empty(String name, Type type) {
        return new TableColumn(name, type, Filled.SOMETIMES);
    }
}
