/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Where everybody tells of commands that have ended, by domain. Thread-safe. */
final class BatchWatches {

    private final CommandBusComponent component;
    private final Map<String, BatchWatch> watches = new ConcurrentHashMap<>();

    BatchWatches(CommandBusComponent component) {
        this.component = component;
    }

    void add(String domain, BatchWatch watch) {
        watches.put(domain, watch);
    }

    void remove(String domain, BatchWatch watch) {
        watches.remove(domain, watch);
    }

    /** A command of the batch has ended, and that is committed. */
    void ended(String domain, UUID batchId) {
        if (batchId != null) {
            ended(domain, List.of(batchId));
        }
    }

    /**
     * Commands of these batches have ended, and that is committed: looks whether the batches are done, soon if this context
     * handles commands of the domain, else at once.
     */
    void ended(String domain, Collection<UUID> batchIds) {
        BatchWatch watch = watches.get(domain);
        if (watch != null) {
            watch.touched(batchIds);
        } else if (!batchIds.isEmpty()) {
            check(domain, batchIds);
        }
    }

    /** Looks at once; after a commit of Spring's own means on another thread. */
    void check(String domain, Collection<UUID> batchIds) {
        DataSource database = component.transactions().target();
        BatchChecker checker = new BatchChecker(component.store(domain), database, component.sentReplies());
        component.committedWork().run(() -> checker.check(batchIds));
    }
}
