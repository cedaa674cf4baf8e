/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import java.io.InputStream;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;

/** Takes bodies and headers to the queue's columns and back, as the endpoint's options say. Thread-safe. */
final class MessageMapping {

    private final HeaderMapping headers;
    private final boolean text;

    MessageMapping(PgmqEndpoint endpoint) {
        this.headers = new HeaderMapping(endpoint.getHeaderFilterStrategy());
        this.text = endpoint.getConfiguration().getMessageFormat() == PgmqConfiguration.MessageFormat.text;
    }

    /** Sets what was read from the queue on a message of the exchange. */
    void read(PgmqMessage stored, QueueName queue, Message message, Exchange exchange) {
        headers.fromJson(stored.headers(), message, exchange);
        message.setBody(text ? JsonBodies.unquoted(stored.body()) : stored.body());
        message.setHeader(PgmqConstants.MESSAGE_ID, stored.id());
        message.setHeader(PgmqConstants.READ_COUNT, stored.readCount());
        message.setHeader(PgmqConstants.ENQUEUED_AT, stored.enqueuedAt());
        message.setHeader(PgmqConstants.VISIBLE_AT, stored.visibleAt());
        message.setHeader(PgmqConstants.QUEUE, queue.name());
        Object group = message.getHeader(Selection.GROUP_HEADER);
        if (group != null) {
            message.setHeader(PgmqConstants.GROUP, group.toString());
        }
        message.setHeader(Exchange.MESSAGE_TIMESTAMP, stored.enqueuedAt().toEpochMilli());
        if (stored.readCount() > 1) {
            message.setPayloadForTrait(MessageTrait.REDELIVERY, RedeliveryTraitPayload.IS_REDELIVERY);
        }
    }

    /** Makes the message the exchange's, together with its lease, which fences what the route does to it. */
    void deliver(PgmqMessage stored, QueueName queue, Exchange exchange) {
        read(stored, queue, exchange.getMessage(), exchange);
        exchange.setProperty(PgmqConstants.LEASE_PROPERTY, new QueueLease(queue, stored.lease()));
    }

    /** What was read, as messages of a list body. */
    List<Message> messages(List<PgmqMessage> stored, QueueName queue, Exchange exchange) {
        return stored.stream()
                .map(one -> {
                    Message message = new DefaultMessage(exchange);
                    read(one, queue, message, exchange);
                    return message;
                })
                .toList();
    }

    /**
     * The JSON text of a body.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.InvalidBodyException if it cannot be stored
     */
    String body(Object body, Exchange exchange) {
        boolean characters = body instanceof byte[]
                || body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache
                || body instanceof WrappedFile<?>;
        if (characters || text) {
            String converted = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, body);
            return text && converted != null ? JsonBodies.quoted(converted) : JsonBodies.toJson(converted);
        }
        return JsonBodies.toJson(body);
    }

    /**
     * The JSON text of a message's headers, or null if there are none to store.
     *
     * @param group the message group, or null
     */
    String headers(Map<String, Object> given, String group, Map<String, Object> extra, Exchange exchange) {
        Map<String, Object> added = new LinkedHashMap<>(extra);
        if (group != null) {
            added.put(Selection.GROUP_HEADER, group);
        }
        return headers.toJson(given, exchange, added);
    }
}
