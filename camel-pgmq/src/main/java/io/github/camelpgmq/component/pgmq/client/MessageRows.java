/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Messages from rows with the columns of {@code pgmq.message_record}. Stateless. */
public final class MessageRows {

    private MessageRows() {}

    /** The messages that a statement returns, oldest id first. */
    public static List<PgmqMessage> list(Connection connection, String sql, Object... parameters) throws SQLException {
        return inOrder(Jdbc.list(connection, sql, MessageRows::message, parameters));
    }

    static PgmqMessage message(ResultSet row) throws SQLException {
        return new PgmqMessage(
                row.getLong("msg_id"),
                row.getInt("read_ct"),
                Jdbc.instant(row, "enqueued_at"),
                Jdbc.instant(row, "vt"),
                row.getString("message"),
                row.getString("headers"));
    }

    // The order of an UPDATE's RETURNING is not promised.
    static List<PgmqMessage> inOrder(List<PgmqMessage> messages) {
        messages.sort(Comparator.comparingLong(PgmqMessage::id));
        return messages;
    }
}
