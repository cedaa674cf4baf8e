/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.RetentionStatements;
import io.github.camelpgmq.component.commandbus.store.RetentionStatements.Chunk;
import io.github.camelpgmq.component.commandbus.store.RetentionStatements.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Removes the history of one domain. Thread-safe. */
public final class Retention {

    /** The statuses that nothing can follow. */
    public static final Set<CommandStatus> ENDED = Collections.unmodifiableSet(
            EnumSet.of(CommandStatus.COMPLETED, CommandStatus.FAILED, CommandStatus.CANCELED));

    /** How many rows one transaction looks at. */
    public static final int CHUNK = 1000;

    private final RetentionStatements statements;

    /** Over the domain of these statements. */
    public Retention(CommandStore store) {
        this.statements = store.retention();
    }

    /**
     * Removes commands that have ended and were not touched since, with their audit and archived messages; then finished batches of which no
     * command is left; then archived messages that belong to no command; then what the audit tells of earlier pauses. The commands of a batch
     * stay until it is finished.
     *
     * <p>On a connection in autocommit each chunk is a transaction of its own, so that a failure keeps what was done before it. Rows that are
     * locked are left for the next time. The ids of removed commands are unknown afterwards: sent again, they are new commands.
     *
     * @param olderThan by the database's clock; not negative
     * @param statuses  which commands; each one that nothing can follow
     * @param chunk     how many rows one transaction looks at
     * @throws IllegalArgumentException when an argument is not as described
     */
    public PurgeResult purge(Connection connection, Duration olderThan, Set<CommandStatus> statuses, int chunk)
            throws SQLException {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan is " + olderThan + ": expected is 0s or more");
        }
        if (chunk < 1) {
            throw new IllegalArgumentException("chunk is " + chunk + ": expected is 1 or more");
        }
        if (statuses.isEmpty() || !ENDED.containsAll(statuses)) {
            throw new IllegalArgumentException(
                    "Commands with the statuses " + statuses + " cannot be purged: expected are some of " + ENDED);
        }
        OffsetDateTime cutoff = statements.cutoff(connection, olderThan);
        return all(after -> statements.commands(connection, cutoff, statuses, after, chunk))
                .plus(all(after -> statements.batches(connection, cutoff, after, chunk)))
                .plus(all(after -> statements.orphans(connection, cutoff, after, chunk)))
                .plus(statements.pauses(connection, cutoff));
    }

    private static PurgeResult all(Step step) throws SQLException {
        PurgeResult removed = PurgeResult.NOTHING;
        Chunk chunk = step.after(null);
        while (chunk.next() != null) {
            removed = removed.plus(chunk.removed());
            chunk = step.after(chunk.next());
        }
        return removed;
    }

    @FunctionalInterface
    private interface Step {
        Chunk after(Position end) throws SQLException;
    }
}
