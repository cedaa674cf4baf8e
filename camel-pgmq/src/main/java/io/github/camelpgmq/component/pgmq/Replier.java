/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.reply.QueuePatterns;
import io.github.camelpgmq.component.pgmq.reply.ReplyAddress;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replies to the consumed messages that ask for it (header {@code x-pgmq-reply-to}), with the body and headers their
 * exchanges end with. A message whose exchange fails gets no reply: whoever asked waits for the retry, or in vain. A
 * request that must not or cannot be answered is handled like any other message. Thread-safe.
 */
final class Replier {

    private static final Logger LOG = LoggerFactory.getLogger(Replier.class);
    private static final int MOST_WARNINGS = 100;
    private static final int LONGEST_NAME = 100;

    private final boolean enabled;
    private final QueuePatterns allowed;
    private final JdbcTransactions transactions;
    private final NotificationHub hub;
    private final MessageMapping mapping;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Replier(PgmqConfiguration options, JdbcTransactions transactions, NotificationHub hub, MessageMapping mapping) {
        this.enabled = !options.isDisableReplyTo() && !options.isBatching();
        this.allowed = QueuePatterns.parse(options.getReplyQueues());
        this.transactions = transactions;
        this.hub = hub;
        this.mapping = mapping;
    }

    /** Makes the exchange an InOut one if its message will be replied to. */
    void prepare(PgmqMessage request, Exchange exchange) {
        if (enabled && address(request).flatMap(this::queue).isPresent()) {
            exchange.setPattern(ExchangePattern.InOut);
        }
    }

    /** Sends the reply, if one is wanted, in a commit of its own. */
    void reply(List<InFlight<QueueDelivery, Settlement>> deliveries, Exchange exchange) throws SQLException {
        if (wanted(deliveries)) {
            try (Connection connection = StatementDataSource.open(transactions.target())) {
                reply(connection, deliveries, exchange);
            }
        }
    }

    /** Sends the reply, if one is wanted, on the connection of the route's transaction. */
    void reply(Connection connection, List<InFlight<QueueDelivery, Settlement>> deliveries, Exchange exchange)
            throws SQLException {
        if (!wanted(deliveries)) {
            return;
        }
        ReplyAddress address = address(message(deliveries)).orElseThrow();
        QueueName queue = queue(address).orElseThrow();
        Message answer = exchange.getMessage();
        String body = mapping.body(answer.getBody(), exchange);
        String headers = mapping.headers(answer.getHeaders(), null, address.replyHeaders(), exchange);
        switch (ReplyStatements.send(connection, queue, body, headers)) {
            case SENT -> transactions.afterCommit(() -> hub.notifyAfterCommit(queue.channel()));
            case NO_QUEUE -> LOG.debug("No reply, because queue '{}' is gone and with it who asked", queue);
            case DENIED ->
                warnOnce(queue.name(), "this role may not write to it: GRANT INSERT ON " + queue.table() + " to it");
        }
    }

    private boolean wanted(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        return enabled && address(message(deliveries)).flatMap(this::queue).isPresent();
    }

    private static PgmqMessage message(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        return deliveries.get(0).delivery().message();
    }

    // From what was stored, not from the exchange: a route may change its headers.
    private static Optional<ReplyAddress> address(PgmqMessage request) {
        return ReplyAddress.of(request.headers());
    }

    private Optional<QueueName> queue(ReplyAddress address) {
        if (!allowed.matches(address.queue())) {
            warnOnce(address.queue(), "the option replyQueues does not allow it");
            return Optional.empty();
        }
        try {
            return Optional.of(new QueueName(address.queue()));
        } catch (IllegalArgumentException e) {
            warnOnce(address.queue(), "it is no valid queue name");
            return Optional.empty();
        }
    }

    /** The name comes from whoever can send a message, so neither its length nor its characters nor its number is trusted. */
    private void warnOnce(String name, String problem) {
        String shown = JsonBodies.quoted(name.substring(0, Math.min(LONGEST_NAME, name.length())));
        if (warned.size() < MOST_WARNINGS && warned.add(shown)) {
            LOG.warn("No reply to queue {} for messages that ask for it: {}", shown, problem);
        } else {
            LOG.debug("No reply to queue {}: {}", shown, problem);
        }
    }
}
