/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.spi.BrowsableEndpoint.BrowseStatus;

/** Looks at an endpoint's queue and changes nothing. */
final class QueueBrowser {

    /** The default of Camel's own browsable endpoints. */
    static final int DEFAULT_LIMIT = 100;

    private final PgmqEndpoint endpoint;
    private final QueueName queue;

    /** @throws IllegalArgumentException if browseLimit is out of range */
    QueueBrowser(PgmqEndpoint endpoint) {
        if (endpoint.getBrowseLimit() < 1) {
            throw new IllegalArgumentException("browseLimit must be at least 1, but is " + endpoint.getBrowseLimit());
        }
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    /**
     * The oldest messages as exchanges.
     *
     * @param limit the most exchanges, or 0 for the endpoint's limit
     * @param filter which of those looked at, or null for all
     */
    List<Exchange> exchanges(int limit, Predicate<Exchange> filter) {
        int most = most(limit);
        MessageMapping mapping = new MessageMapping(endpoint);
        // Not more than was asked for is kept, but a filter may look at all that the endpoint allows.
        int lookedAt = filter == null ? most : Math.max(most, endpoint.getBrowseLimit());
        return messages(lookedAt).stream()
                .map(message -> exchange(message, mapping))
                .filter(exchange -> filter == null || filter.test(exchange))
                .limit(most)
                .toList();
    }

    /** How many messages browsing would return, and from when the first and the last are. */
    BrowseStatus status(int limit) {
        List<PgmqMessage> messages = messages(most(limit));
        return messages.isEmpty()
                ? new BrowseStatus(0, 0, 0)
                : new BrowseStatus(messages.size(), sent(messages.get(0)), sent(messages.get(messages.size() - 1)));
    }

    private int most(int limit) {
        return limit > 0 ? limit : endpoint.getBrowseLimit();
    }

    private List<PgmqMessage> messages(int most) {
        return endpoint.client().browse(queue, most);
    }

    private Exchange exchange(PgmqMessage message, MessageMapping mapping) {
        Exchange exchange = endpoint.createExchange();
        exchange.setIn(mapping.message(message, queue, exchange));
        return exchange;
    }

    private static long sent(PgmqMessage message) {
        return message.enqueuedAt().toEpochMilli();
    }
}
