/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.ops.BulkResult.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Counts what a bulk action does; its memory does not grow with the number of commands. Not thread-safe. */
final class BulkTally {

    private final List<Entry> first = new ArrayList<>();
    private final List<Entry> firstSkipped = new ArrayList<>();
    private long done;
    private long skipped;

    void done(String domain, UUID commandId) {
        done++;
        list(first, new Entry(domain, commandId, null));
    }

    void skipped(String domain, UUID commandId, String reason) {
        skipped++;
        list(firstSkipped, new Entry(domain, commandId, reason));
    }

    private static void list(List<Entry> entries, Entry entry) {
        if (entries.size() < BulkResult.MAX_LISTED) {
            entries.add(entry);
        }
    }

    /** Takes over what another one has counted after it. */
    void add(BulkTally other) {
        done += other.done;
        skipped += other.skipped;
        other.first.forEach(entry -> list(first, entry));
        other.firstSkipped.forEach(entry -> list(firstSkipped, entry));
    }

    long matched() {
        return done + skipped;
    }

    long done() {
        return done;
    }

    BulkResult result(boolean dryRun) {
        return new BulkResult(dryRun, matched(), done, skipped, first, firstSkipped);
    }
}
