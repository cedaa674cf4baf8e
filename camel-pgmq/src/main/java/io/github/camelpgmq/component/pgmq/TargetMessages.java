/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Which messages delete, archive and setVisibilityTimeout are about.
 *
 * @param lease the lease of the message that the exchange itself was consumed with, or null if that is not meant
 * @param ids the others, known by their ids alone
 */
record TargetMessages(Lease lease, Collection<Long> ids) {

    /**
     * The messages of the header {@code CamelPgmqMessageId}: one id or a collection.
     *
     * <p>A route that sends between consuming and acknowledging has the id of what it has sent in that header. It does
     * not want that deleted: the consumed message is meant.
     *
     * @throws IllegalArgumentException if there is none, or it is not a number
     */
    static TargetMessages of(PgmqOperation operation, Exchange exchange, QueueName queue) {
        Message message = exchange.getMessage();
        QueueLease consumed = exchange.getProperty(PgmqConstants.LEASE_PROPERTY, QueueLease.class);
        Lease lease = consumed != null && consumed.queue().folded().equals(queue.folded()) ? consumed.lease() : null;
        Object given = message.getHeader(PgmqConstants.MESSAGE_ID);
        if (lease != null && given != null && given.equals(exchange.getProperty(PgmqConstants.SENT_ID_PROPERTY))) {
            return new TargetMessages(lease, List.of());
        }
        Set<Long> ids = ids(operation, given);
        boolean ownMessage = lease != null && ids.remove(lease.messageId());
        return new TargetMessages(ownMessage ? lease : null, ids);
    }

    private static Set<Long> ids(PgmqOperation operation, Object given) {
        if (given == null) {
            throw new IllegalArgumentException("operation=" + operation + " needs the header "
                    + PgmqConstants.MESSAGE_ID + ": the id of a message, or a collection of ids");
        }
        Set<Long> ids = new LinkedHashSet<>();
        try {
            if (given instanceof Iterable<?> || given.getClass().isArray()) {
                BatchBody.forEach(given, id -> ids.add(Values.number(String.valueOf(id))));
            } else {
                ids.add(Values.number(given));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Header " + PgmqConstants.MESSAGE_ID + " is '" + given
                            + "': expected is the id of a message, a whole number, or a collection of ids",
                    e);
        }
        return ids;
    }
}
