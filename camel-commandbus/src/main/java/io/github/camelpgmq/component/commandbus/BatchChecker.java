/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.BatchStatements.Completed;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes the batches of one domain whose commands have all ended. What cannot be completed now is left to the next who
 * looks: no method throws. Thread-safe.
 */
final class BatchChecker {

    private static final Logger LOG = LoggerFactory.getLogger(BatchChecker.class);

    private final CommandStore store;
    private final DataSource database;
    private final SentReplies sentReplies;
    private final OutageLog outage = new OutageLog(LOG);

    BatchChecker(CommandStore store, DataSource database, SentReplies sentReplies) {
        this.store = store;
        this.database = database;
        this.sentReplies = sentReplies;
    }

    /**
     * Completes those of the batches that are done.
     *
     * @return false if the database could not be asked
     */
    boolean check(Collection<UUID> batchIds) {
        return withConnection(connection -> complete(connection, batchIds));
    }

    /** Completes all batches of the domain that are done, such as those whose last worker has died. */
    void sweep() {
        withConnection(connection -> complete(connection, store.batches().inProgress(connection)));
    }

    private boolean withConnection(Work work) {
        try (Connection connection = StatementDataSource.open(database)) {
            SQLException ofBatches = work.on(connection);
            if (ofBatches != null) {
                failed(ofBatches);
            } else {
                outage.recovered("Batches of domain '" + store.domain().name() + "' can be completed again");
            }
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            // Also after an Error: nobody would start the sweep again.
            failed(e);
            return false;
        }
    }

    private void failed(Throwable trouble) {
        outage.failed(
                "Batches of domain '" + store.domain().name() + "' cannot be completed now, will be tried again: {}",
                OutageLog.describe(trouble));
    }

    /** Returns what is wrong with one of the batches, or null. */
    private SQLException complete(Connection connection, Collection<UUID> batchIds) throws SQLException {
        try {
            tell(connection, store.batches().complete(connection, batchIds));
            return null;
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                throw e;
            }
            return batchIds.size() == 1 ? e : completeEach(connection, batchIds);
        }
    }

    /** One batch that cannot be completed must not hold up the others. */
    private SQLException completeEach(Connection connection, Collection<UUID> batchIds) throws SQLException {
        SQLException trouble = null;
        for (UUID batchId : batchIds) {
            SQLException ofThis = complete(connection, List.of(batchId));
            trouble = ofThis != null ? ofThis : trouble;
        }
        return trouble;
    }

    private void tell(Connection connection, List<Completed> completed) {
        for (Completed batch : completed) {
            LOG.info(
                    "Batch {} of domain {} has ended with {} commands: {}",
                    batch.batchId(),
                    store.domain().name(),
                    batch.total(),
                    batch.status());
            if (batch.replyQueue() != null) {
                sentReplies.committed(connection, batch.replyQueue());
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        SQLException on(Connection connection) throws SQLException;
    }
}
