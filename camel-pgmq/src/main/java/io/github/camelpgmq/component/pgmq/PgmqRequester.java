/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.reply.ReplyInbox;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;

/** Sends InOut messages and completes their exchanges when the replies come. Thread-safe. */
final class PgmqRequester {

    private static final String OWNER = "pgmq";

    private final PgmqEndpoint endpoint;
    private final JdbcTransactions transactions;
    private final NotificationHub hub;
    private final MessageMapping mapping;
    private final ProducerOptions options;

    PgmqRequester(
            PgmqEndpoint endpoint,
            JdbcTransactions transactions,
            NotificationHub hub,
            MessageMapping mapping,
            ProducerOptions options) {
        this.options = options;
        this.endpoint = endpoint;
        this.transactions = transactions;
        this.hub = hub;
        this.mapping = mapping;
    }

    /** The ordinary way to send, with more headers. */
    @FunctionalInterface
    interface Sending {
        /** @param headers to be stored with the message */
        void send(Map<String, Object> headers) throws Exception;
    }

    /**
     * Sends and returns. The callback is called on another thread when the reply is the exchange's message, or when the
     * exchange has failed with {@link ExchangeTimedOutException} or because the component was stopped. A reply that comes
     * after that is dropped.
     *
     * @throws IllegalStateException inside a transaction, where the wait would never end
     * @throws Exception if the message could not be sent; the callback is not called then
     */
    void request(Exchange exchange, Sending sending, AsyncCallback callback) throws Exception {
        if (transactions.isActive()) {
            throw new IllegalStateException("Request/reply (InOut) to " + endpoint.getEndpointUri()
                    + " inside a transaction would wait for itself: the message is invisible until the commit. "
                    + "Send it InOnly, or move the request out of the transaction");
        }
        Duration timeout = options.requestTimeout(exchange.getMessage());
        ReplyInbox<PgmqMessage> inbox = inbox();
        String id = UUID.randomUUID().toString();
        CompletableFuture<PgmqMessage> reply = inbox.expect(id, timeout);
        try {
            sending.send(inbox.requestHeaders(id));
        } catch (Exception e) {
            reply.cancel(false);
            throw e;
        }
        reply.whenComplete((answer, failure) -> {
            if (failure == null) {
                read(answer, inbox.queue(), exchange);
            } else if (failure instanceof TimeoutException) {
                exchange.setException(new ExchangeTimedOutException(
                        exchange,
                        timeout.toMillis(),
                        "no reply to request " + id + " of " + endpoint.getEndpointUri() + " on queue '" + inbox.queue()
                                + "'; it may still be handled"));
            } else {
                exchange.setException(failure);
            }
            callback.done(false);
        });
    }

    /** What this would throw would be lost, and whoever waits for the callback would wait for ever. */
    private void read(PgmqMessage answer, QueueName from, Exchange exchange) {
        try {
            mapping.reply(answer, from, exchange);
        } catch (RuntimeException | LinkageError e) {
            exchange.setException(e);
        }
    }

    private ReplyInbox<PgmqMessage> inbox() {
        QueueName replyTo = endpoint.replyQueue();
        if (replyTo != null) {
            return endpoint.replyInboxes().shared(transactions.target(), hub, replyTo);
        }
        try {
            return endpoint.replyInboxes().temporary(transactions.target(), hub, OWNER);
        } catch (AccessDeniedException e) {
            throw new PgmqException(
                    "A request to " + endpoint.getEndpointUri() + " creates a queue for its replies, and this role may "
                            + "not: set replyTo to a queue that exists, or grant the right. " + e.getMessage(),
                    (SQLException) e.getCause());
        }
    }
}
