/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.List;

/**
 * What a role does with a queue, and which rights on the queue's tables it takes: PGMQ's functions run with the rights
 * of their caller. Each also takes USAGE on schema pgmq and EXECUTE on its functions.
 */
public enum QueueRight {
    /** Send ({@code pgmq.send}, {@code pgmq.send_batch}); they return the id, so they read too. */
    SEND(List.of("SELECT", "INSERT"), List.of(), List.of("send", "send_batch")),
    /** Read, renew and release ({@code pgmq.read}, {@code pgmq.set_vt}). */
    READ(List.of("SELECT", "UPDATE"), List.of(), List.of("read")),
    /** Delete ({@code pgmq.delete}, and the fenced acknowledgement). */
    DELETE(List.of("SELECT", "DELETE"), List.of(), List.of("delete")),
    /** Move to the archive ({@code pgmq.archive}); the row is locked first, which takes UPDATE. */
    ARCHIVE(List.of("SELECT", "UPDATE", "DELETE"), List.of("SELECT", "INSERT"), List.of("archive")),
    /** Take back from the archive. */
    RESTORE(List.of(), List.of("SELECT", "DELETE"), List.of());

    private final List<String> onQueue;
    private final List<String> onArchive;
    private final List<String> functions;

    QueueRight(List<String> onQueue, List<String> onArchive, List<String> functions) {
        this.onQueue = onQueue;
        this.onArchive = onArchive;
        this.functions = functions;
    }

    List<String> onQueue() {
        return onQueue;
    }

    List<String> onArchive() {
        return onArchive;
    }

    List<String> functions() {
        return functions;
    }
}
