/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import org.apache.camel.Exchange;

/** The operations over queues and topics. Thread-safe. */
final class QueueOperations {

    private final PgmqClient client;
    private final ProducerOptions options;
    private final QueueDefinition definition;

    /** @param definition what createQueue creates */
    QueueOperations(PgmqClient client, ProducerOptions options, QueueDefinition definition) {
        this.client = client;
        this.options = options;
        this.definition = definition;
    }

    void metrics(Exchange exchange, QueueName queue) {
        exchange.getMessage().setBody(client.metrics(queue));
    }

    void metricsAll(Exchange exchange) {
        exchange.getMessage().setBody(client.metricsAll());
    }

    void listQueues(Exchange exchange) {
        exchange.getMessage().setBody(client.listQueues());
    }

    void createQueue(Exchange exchange, QueueName queue) {
        affected(exchange, client.createQueue(queue, definition) ? 1 : 0);
    }

    void dropQueue(Exchange exchange, QueueName queue) {
        affected(exchange, client.dropQueue(queue) ? 1 : 0);
    }

    void purgeQueue(Exchange exchange, QueueName queue) {
        affected(exchange, client.purgeQueue(queue));
    }

    void bindTopic(Exchange exchange, QueueName queue) {
        client.bindTopic(options.topicPattern(PgmqOperation.bindTopic, exchange.getMessage()), queue);
    }

    void unbindTopic(Exchange exchange, QueueName queue) {
        String pattern = options.topicPattern(PgmqOperation.unbindTopic, exchange.getMessage());
        affected(exchange, client.unbindTopic(pattern, queue) ? 1 : 0);
    }

    void listTopicBindings(Exchange exchange) {
        exchange.getMessage().setBody(client.listTopicBindings());
    }

    private static void affected(Exchange exchange, long count) {
        exchange.getMessage().setHeader(PgmqConstants.AFFECTED, count);
    }
}
