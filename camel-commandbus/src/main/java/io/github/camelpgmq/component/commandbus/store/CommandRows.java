/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Reads the command table's columns by name. */
public final class CommandRows {

    private static final String[] COLUMNS = {
        "domain",
        "command_id",
        "command_type",
        "status",
        "attempts",
        "max_attempts",
        "queue_name",
        "msg_id",
        "lease_expires_at",
        "last_error_type",
        "last_error_code",
        "last_error_msg",
        "created_at",
        "updated_at",
        "reply_queue",
        "correlation_id",
        "batch_id"
    };

    private CommandRows() {}

    /** The columns for a select list or RETURNING, each as {@code c_<name>}. */
    public static String columns(String alias) {
        StringBuilder sql = new StringBuilder();
        for (String column : COLUMNS) {
            sql.append(sql.isEmpty() ? "" : ", ")
                    .append(alias)
                    .append('.')
                    .append(column)
                    .append(" AS c_")
                    .append(column);
        }
        return sql.toString();
    }

    /** The same columns, of a CTE that has them under their {@code c_} names. */
    static String aliases(String alias) {
        return alias + ".c_" + String.join(", " + alias + ".c_", COLUMNS);
    }

    /** As many NULLs, with the types of the columns. */
    static String nulls() {
        return "NULL::text, NULL::uuid, NULL::text, NULL::text, NULL::integer, NULL::integer, NULL::text, NULL::bigint,"
                + " NULL::timestamptz, NULL::text, NULL::text, NULL::text, NULL::timestamptz, NULL::timestamptz,"
                + " NULL::text, NULL::uuid, NULL::uuid";
    }

    /** The row's command, or null when the columns are null. */
    public static CommandMetadata read(ResultSet row) throws SQLException {
        UUID id = row.getObject("c_command_id", UUID.class);
        if (id == null) {
            return null;
        }
        String replyQueue = row.getString("c_reply_queue");
        return new CommandMetadata(
                row.getString("c_domain"),
                id,
                row.getString("c_command_type"),
                status(row.getString("c_status"), id),
                row.getInt("c_attempts"),
                row.getInt("c_max_attempts"),
                row.getString("c_queue_name"),
                row.getObject("c_msg_id", Long.class),
                Jdbc.instant(row, "c_lease_expires_at"),
                row.getString("c_last_error_type"),
                row.getString("c_last_error_code"),
                row.getString("c_last_error_msg"),
                Jdbc.instant(row, "c_created_at"),
                Jdbc.instant(row, "c_updated_at"),
                replyQueue == null || replyQueue.isBlank() ? null : replyQueue,
                row.getObject("c_correlation_id", UUID.class),
                row.getObject("c_batch_id", UUID.class));
    }

    private static CommandStatus status(String name, UUID id) {
        try {
            return CommandStatus.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CommandBusException("Command " + id + " has the unknown status '" + name + "'", e);
        }
    }
}
