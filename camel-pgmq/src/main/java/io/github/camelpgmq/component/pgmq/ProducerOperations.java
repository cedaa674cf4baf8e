/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.EnumMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** All operations of a producer. Immutable. */
final class ProducerOperations {

    private final SendOperations sending;
    private final Map<PgmqOperation, ProducerOperation> operations = new EnumMap<>(PgmqOperation.class);

    ProducerOperations(
            PgmqEndpoint endpoint,
            MessageMapping mapping,
            ProducerOptions options,
            PgmqClient client,
            Announcer announcer) {
        PgmqConfiguration configuration = endpoint.getConfiguration();
        this.sending = new SendOperations(
                client, new OutgoingMessages(mapping, options), options, announcer, configuration.isMandatory());
        MessageOperations messages = new MessageOperations(client, mapping, options, announcer, endpoint.selection());
        QueueOperations queues = new QueueOperations(client, options, configuration.definition());
        for (PgmqOperation operation : PgmqOperation.values()) {
            operations.put(operation, choose(operation, messages, queues));
        }
    }

    /** @param headers what is stored with a message that is sent, beside its own headers; no other operation has a use for it */
    void perform(PgmqOperation operation, Exchange exchange, QueueName queue, Map<String, Object> headers)
            throws Exception {
        if (operation == PgmqOperation.send) {
            sending.send(exchange, queue, headers);
        } else {
            operations.get(operation).perform(exchange, queue);
        }
    }

    private ProducerOperation choose(PgmqOperation operation, MessageOperations messages, QueueOperations queues) {
        return switch (operation) {
            case send -> (exchange, queue) -> sending.send(exchange, queue, Map.of());
            case sendBatch -> sending::sendBatch;
            case sendTopic -> (exchange, queue) -> sending.sendTopic(exchange);
            case read -> messages::read;
            case pop -> messages::pop;
            case delete -> messages::delete;
            case archive -> messages::archive;
            case setVisibilityTimeout -> messages::setVisibilityTimeout;
            case metrics -> queues::metrics;
            case metricsAll -> (exchange, queue) -> queues.metricsAll(exchange);
            case listQueues -> (exchange, queue) -> queues.listQueues(exchange);
            case createQueue -> queues::createQueue;
            case dropQueue -> queues::dropQueue;
            case purgeQueue -> queues::purgeQueue;
            case bindTopic -> queues::bindTopic;
            case unbindTopic -> queues::unbindTopic;
            case listTopicBindings -> (exchange, queue) -> queues.listTopicBindings(exchange);
        };
    }
}
