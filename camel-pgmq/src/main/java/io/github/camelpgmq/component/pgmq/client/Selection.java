/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Which messages a read may take, and so which of PGMQ's functions reads them.
 *
 * @param filter JSON text that a message must contain ({@code message @> filter}), or null for all
 * @param headOfGroup take only the oldest message of each group, and none while it is leased
 */
public record Selection(String filter, boolean headOfGroup) {

    /** The header in PGMQ's headers column that names a message's group. */
    public static final String GROUP_HEADER = "x-pgmq-group";

    /** Any visible message ({@code pgmq.read}). */
    public static final Selection ALL = new Selection(null, false);

    /** The oldest message of each group ({@code pgmq.read_grouped_head}, PGMQ 1.11.1). */
    public static final Selection HEAD_OF_GROUP = new Selection(null, true);

    /** @throws IllegalArgumentException if both are asked for: PGMQ has no such function */
    public Selection {
        if (filter != null && headOfGroup) {
            throw new IllegalArgumentException(
                    "PGMQ cannot read in groups with a condition: use either filter or ordering=group");
        }
    }

    /** Visible messages that contain this JSON ({@code pgmq.read} with a condition). */
    public static Selection matching(String filter) {
        return new Selection(filter, false);
    }

    String sql() {
        if (headOfGroup) {
            return "pgmq.read_grouped_head(queue_name => ?::text, vt => ?::integer, qty => ?::integer)";
        }
        String read = "pgmq.read(queue_name => ?::text, vt => ?::integer, qty => ?::integer";
        return filter == null ? read + ")" : read + ", conditional => ?::jsonb)";
    }

    /** Returns the number of the parameter that follows. */
    int bind(PreparedStatement statement, int first, QueueName queue, Duration visibilityTimeout, int limit)
            throws SQLException {
        statement.setString(first, queue.name());
        statement.setInt(first + 1, Math.toIntExact(visibilityTimeout.toSeconds()));
        statement.setInt(first + 2, limit);
        if (filter == null) {
            return first + 3;
        }
        statement.setString(first + 3, filter);
        return first + 4;
    }
}
