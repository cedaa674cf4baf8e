/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the command table's columns by name. */
public final class CommandRows {

    private CommandRows() {}

    /** The columns for a select list or RETURNING, each as {@code c_<name>}. */
    public static String columns(String alias) {
        return joined(column -> alias + '.' + column.name() + " AS c_" + column.name());
    }

    /** The same columns, of a CTE that has them under their {@code c_} names. */
    static String aliases(String alias) {
        return joined(column -> alias + ".c_" + column.name());
    }

    /** As many NULLs, with the types of the columns. */
    static String nulls() {
        return joined(column -> "NULL::" + column.type().sql());
    }

    private static String joined(Function<TableColumn, String> part) {
        return TableColumn.COMMAND.stream().map(part).collect(Collectors.joining(", "));
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
