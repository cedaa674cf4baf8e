/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import java.util.Locale;
import java.util.Set;

/**
 * How a stored message asks for a reply, in PGMQ's headers column. Whoever replies copies {@link #CORRELATION_ID} and
 * {@link #REQUESTER} to the headers of the reply, in whatever language it is written.
 */
public final class ReplyHeaders {

    /** The queue that the reply is to be sent to. */
    public static final String REPLY_TO = "x-pgmq-reply-to";
    /** Which request a reply belongs to. */
    public static final String CORRELATION_ID = "x-pgmq-correlation-id";
    /** Who takes the reply off a reply queue that several JVMs share; missing if one JVM has the queue for itself. */
    public static final String REQUESTER = "x-pgmq-requester";
    /** Marks the message that keeps a temporary reply queue alive. */
    static final String LEASE = "x-pgmq-lease";

    private static final Set<String> ALL = Set.of(REPLY_TO, CORRELATION_ID, REQUESTER, LEASE);

    private ReplyHeaders() {}

    /**
     * Whether the header belongs to one hop, in any letter case: a message that is sent on must not answer or ask in the
     * name of the one it was made from.
     */
    public static boolean contains(String name) {
        return ALL.contains(name.toLowerCase(Locale.ROOT));
    }
}
