/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** Commands that share a transaction, and which attempts of theirs have started. */
abstract class TransactionBatchTestBase extends CommandBusTestBase {

    /** Options of a route whose commands share transactions. */
    static final String BATCH = "&transactionBatchSize=50";

    /** Attempts whose handlers have started, by command id. */
    final Map<String, List<Integer>> starts = new ConcurrentHashMap<>();

    final List<UUID> sendMany(int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(send(Map.of("n", i)));
        }
        return ids;
    }

    final void remember(Exchange exchange) {
        starts.computeIfAbsent(idOf(exchange).toString(), id -> new CopyOnWriteArrayList<>())
                .add(exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class));
    }

    static UUID idOf(Exchange exchange) {
        return UUID.fromString(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class));
    }

    static boolean isFor(UUID id, Exchange exchange) {
        return id.equals(idOf(exchange));
    }
}
