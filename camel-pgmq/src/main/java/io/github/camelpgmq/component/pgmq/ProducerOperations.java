/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import java.util.EnumMap;
import java.util.Map;

/** All operations of a producer. Immutable. */
final class ProducerOperations {

    private final Map<PgmqOperation, ProducerOperation> operations = new EnumMap<>(PgmqOperation.class);

    ProducerOperations(PgmqEndpoint endpoint, ProducerOptions options, PgmqClient client, Announcer announcer) {
        PgmqConfiguration configuration = endpoint.getConfiguration();
        MessageMapping mapping = new MessageMapping(endpoint);
        SendOperations sending = new SendOperations(
                client, new OutgoingMessages(mapping, options), options, announcer, configuration.isMandatory());
        MessageOperations messages = new MessageOperations(client, mapping, options, announcer, endpoint.selection());
        QueueOperations queues = new QueueOperations(client, options, configuration.definition());
        for (PgmqOperation operation : PgmqOperation.values()) {
            operations.put(operation, choose(operation, sending, messages, queues));
        }
    }

    ProducerOperation get(PgmqOperation operation) {
        return operations.get(operation);
    }

    private static ProducerOperation choose(
            PgmqOperation operation, SendOperations sending, MessageOperations messages, QueueOperations queues) {
        return switch (operation) {
            case send -> sending::send;
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
