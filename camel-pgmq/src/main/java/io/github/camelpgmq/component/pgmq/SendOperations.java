/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.SentMessage;
import io.github.camelpgmq.component.pgmq.client.UnroutableMessageException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The operations that send. What cannot be sent is refused before the first statement. Thread-safe. */
final class SendOperations {

    private final PgmqClient client;
    private final OutgoingMessages messages;
    private final ProducerOptions options;
    private final Announcer announcer;
    private final boolean mandatory;

    /** @param mandatory whether a topic that nobody is bound to is an error */
    SendOperations(
            PgmqClient client,
            OutgoingMessages messages,
            ProducerOptions options,
            Announcer announcer,
            boolean mandatory) {
        this.client = client;
        this.messages = messages;
        this.options = options;
        this.announcer = announcer;
        this.mandatory = mandatory;
    }

    /** @param headers what is stored beside the message's own headers */
    void send(Exchange exchange, QueueName queue, Map<String, Object> headers) throws Exception {
        NewMessage message = messages.one(exchange, headers);
        long id = announcer.announcing(queue, () -> client.send(queue, message));
        Message in = exchange.getMessage();
        in.setHeader(PgmqConstants.MESSAGE_ID, id);
        in.setHeader(PgmqConstants.QUEUE, queue.name());
        if (exchange.getProperty(PgmqConstants.LEASE_PROPERTY) != null) {
            exchange.setProperty(PgmqConstants.SENT_ID_PROPERTY, id);
        }
    }

    /** One statement for all: they are all sent or none is, and the JSON text of all is in memory. */
    void sendBatch(Exchange exchange, QueueName queue) throws Exception {
        List<NewMessage> batch = messages.batch(exchange);
        List<Long> ids =
                batch.isEmpty() ? List.of() : announcer.announcing(queue, () -> client.sendBatch(queue, batch));
        exchange.getMessage().setHeader(PgmqConstants.MESSAGE_IDS, ids);
        exchange.getMessage().setHeader(PgmqConstants.QUEUE, queue.name());
    }

    void sendTopic(Exchange exchange) throws Exception {
        Message in = exchange.getMessage();
        String routingKey = options.routingKey(in);
        NewMessage message = messages.one(exchange, Map.of());
        List<SentMessage> sent =
                announcer.announcing(() -> client.sendTopic(routingKey, List.of(message), message.delay()));
        if (mandatory && sent.isEmpty()) {
            throw new UnroutableMessageException(routingKey);
        }
        in.setHeader(PgmqConstants.SENT, sent);
    }
}
