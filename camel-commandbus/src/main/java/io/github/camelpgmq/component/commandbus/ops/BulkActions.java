/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Does what an operator asks for with all commands that a filter selects, chunk by chunk: newest first, domain by domain. A command is looked
 * at once at the most, and one that is newer than the first of the chunks never, so that it ends however many arrive meanwhile.
 *
 * <p>Each chunk is a transaction of its own, or all are part of the caller's. Commands that somebody else resolves at the same moment are
 * skipped and counted. Thread-safe.
 */
public final class BulkActions {

    private final Function<String, TroubleshootingDesk> desks;
    private final BiConsumer<String, List<CommandMetadata>> afterChunk;

    /**
     * @param desks      of a domain
     * @param afterChunk told the domain and its commands, as they are then, after each chunk: after its commit, unless the transaction is the
     *                   caller's
     */
    public BulkActions(
            Function<String, TroubleshootingDesk> desks, BiConsumer<String, List<CommandMetadata>> afterChunk) {
        this.desks = desks;
        this.afterChunk = afterChunk;
    }

    /**
     * Sends commands again, each with its own data.
     *
     * @throws IllegalArgumentException when the filter selects everything and the request does not say that this is meant
     * @throws CommandBusException      when the database refuses, with how many were done before
     */
    public BulkResult retry(Connection connection, BulkRequest request) throws SQLException {
        return run(connection, request, desk -> desk.retryAction(request.note()));
    }

    /** Gives commands up, see {@link #retry} for the errors. */
    public BulkResult cancel(Connection connection, BulkRequest request) throws SQLException {
        return run(connection, request, desk -> desk.cancelAction(request.note()));
    }

    /**
     * Completes commands by hand, all with the same result; see {@link #retry} for the errors.
     *
     * @param resultJson JSON text; null is the JSON null
     * @throws MalformedCommandException when the result is not JSON
     */
    public BulkResult complete(Connection connection, BulkRequest request, String resultJson) throws SQLException {
        return run(connection, request, desk -> desk.completeAction(resultJson, request.note()));
    }

    private BulkResult run(
            Connection connection, BulkRequest request, Function<TroubleshootingDesk, OperatorAction> action)
            throws SQLException {
        request.check();
        BulkTally tally = new BulkTally();
        for (DomainName domain : Domains.of(connection, request.filter())) {
            try {
                run(connection, request, domain.name(), action, tally);
            } catch (SQLException e) {
                if (tally.done() == 0) {
                    throw e;
                }
                throw new CommandBusException(
                        "The bulk action stopped in domain '" + domain.name() + "' after " + tally.done()
                                + " commands: " + e.getMessage(),
                        e);
            }
        }
        return tally.result(request.dryRun());
    }

    private void run(
            Connection connection,
            BulkRequest request,
            String domain,
            Function<TroubleshootingDesk, OperatorAction> actions,
            BulkTally tally)
            throws SQLException {
        TroubleshootingDesk desk = desks.apply(domain);
        OperatorAction action = actions.apply(desk);
        PageToken place = PageToken.parse(request.filter().after());
        int limit = limit(request, tally);
        while (limit > 0) {
            PageToken after = place;
            int most = limit;
            BulkChunk chunk = LocalWork.inTransaction(
                    connection, () -> desk.chunk(connection, request.filter(), after, most, action, request.dryRun()));
            tally.add(chunk.tally());
            if (!chunk.done().isEmpty()) {
                afterChunk.accept(domain, chunk.done());
            }
            place = chunk.last();
            limit = chunk.size() < most ? 0 : limit(request, tally);
        }
    }

    private static int limit(BulkRequest request, BulkTally tally) {
        Integer most = request.filter().limit();
        return most == null
                ? request.chunkSize()
                : (int) Math.min(request.chunkSize(), Math.max(0, most - tally.matched()));
    }
}
