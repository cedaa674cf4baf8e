/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Delay;
import java.time.Duration;
import org.apache.camel.Message;

/** The settings of one exchange: an endpoint's options, which headers of the message win over. Immutable. */
final class ProducerOptions {

    private final HeaderOrOption<PgmqOperation> operation;
    private final HeaderOrOption<Delay> delay;
    private final HeaderOrOption<String> group;
    private final HeaderOrOption<String> routingKey;
    private final HeaderOrOption<String> topicPattern;
    private final HeaderOrOption<Integer> quantity;
    private final HeaderOrOption<Duration> visibilityTimeout;
    private final HeaderOrOption<Duration> requestTimeout;

    /** @throws IllegalArgumentException naming the option that is not valid */
    ProducerOptions(PgmqConfiguration options) {
        operation = new HeaderOrOption<>(
                PgmqConstants.OPERATION, "operation", options.getOperation(), Values.oneOf(PgmqOperation.class));
        delay = new HeaderOrOption<>(PgmqConstants.DELAY, "delay", options.getDelay(), Values::delay);
        group = new HeaderOrOption<>(PgmqConstants.GROUP, "messageGroup", options.getMessageGroup(), Values::text);
        routingKey =
                new HeaderOrOption<>(PgmqConstants.ROUTING_KEY, "routingKey", options.getRoutingKey(), Values::text);
        topicPattern = new HeaderOrOption<>(
                PgmqConstants.TOPIC_PATTERN, "topicPattern", options.getTopicPattern(), Values::text);
        quantity = new HeaderOrOption<>(PgmqConstants.QUANTITY, "quantity", options.getQuantity(), Values::quantity);
        requestTimeout = new HeaderOrOption<>(
                PgmqConstants.REQUEST_TIMEOUT, "requestTimeout", options.getRequestTimeout(), Values::timeout);
        visibilityTimeout = new HeaderOrOption<>(
                PgmqConstants.VISIBILITY_TIMEOUT, "visibilityTimeout", options.getVisibilityTimeout(), Values::seconds);
    }

    PgmqOperation operation(Message message) {
        return operation.of(message);
    }

    /** @param messages the first of them that has the header decides */
    Delay delay(Message... messages) {
        Delay given = delay.of(messages);
        return given == null ? Delay.NONE : given;
    }

    /**
     * The message group, or null.
     *
     * @param messages the first of them that has the header decides
     */
    String group(Message... messages) {
        return group.of(messages);
    }

    String routingKey(Message message) {
        return routingKey.required(PgmqOperation.sendTopic, message);
    }

    String topicPattern(PgmqOperation user, Message message) {
        return topicPattern.required(user, message);
    }

    int quantity(Message message) {
        return quantity.of(message);
    }

    Duration requestTimeout(Message message) {
        return requestTimeout.of(message);
    }

    Duration visibilityTimeout(Message message) {
        return visibilityTimeout.of(message);
    }
}
