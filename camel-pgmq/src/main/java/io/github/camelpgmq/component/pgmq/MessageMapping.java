/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;

/** Takes bodies and headers to the queue's columns and back, as the endpoint's options say. Thread-safe. */
final class MessageMapping {

    private final HeaderMapping headers;
    private final boolean text;

    MessageMapping(PgmqEndpoint endpoint) {
        this(
                new HeaderMapping(endpoint.getHeaderFilterStrategy()),
                endpoint.getConfiguration().getMessageFormat());
    }

    MessageMapping(HeaderMapping headers, PgmqConfiguration.MessageFormat format) {
        this.headers = headers;
        this.text = format == PgmqConfiguration.MessageFormat.text;
    }

    /** What was read from the queue, as a message for the exchange. Its JSON converts to Maps, Lists, records and so on. */
    Message message(PgmqMessage stored, QueueName queue, Exchange exchange) {
        Message message = new JsonMessage(exchange.getContext());
        read(stored, queue, message, exchange);
        return message;
    }

    /** Sets what was read from the queue on a message of the exchange. The JSON null is a null body. */
    private void read(PgmqMessage stored, QueueName queue, Message message, Exchange exchange) {
        headers.fromJson(stored.headers(), message, exchange);
        setBody(stored.body(), message);
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

    /** Makes the exchange's message one with the reply's body and, besides its own, the reply's headers. */
    void reply(PgmqMessage stored, QueueName queue, Exchange exchange) {
        Message message = new JsonMessage(exchange.getContext());
        message.copyFrom(exchange.getMessage());
        exchange.setMessage(message);
        read(stored, queue, message, exchange);
    }

    /** Makes the message the exchange's, together with its lease, which fences what the route does to it. */
    void deliver(PgmqMessage stored, QueueName queue, Exchange exchange) {
        exchange.setIn(message(stored, queue, exchange));
        exchange.setProperty(PgmqConstants.LEASE_PROPERTY, new QueueLease(queue, stored.lease()));
    }

    /** What was read, as messages of a list body. */
    List<Message> messages(List<PgmqMessage> stored, QueueName queue, Exchange exchange) {
        return stored.stream()
                .map(one -> {
                    JsonMessage message = new JsonMessage(exchange.getContext());
                    // The messages convert their bodies in the name of the exchange whose body they are.
                    message.setExchange(exchange);
                    read(one, queue, message, exchange);
                    return (Message) message;
                })
                .toList();
    }

    /**
     * The JSON text of a body.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.InvalidBodyException if it cannot be stored
     */
    String body(Object body, Exchange exchange) {
        if (Characters.isIn(body)) {
            String characters = Characters.of(body, exchange);
            return text ? JsonBodies.quoted(characters) : JsonBodies.toJson(characters);
        }
        if (text && body != null) {
            return JsonBodies.quoted(exchange.getContext().getTypeConverter().convertTo(String.class, exchange, body));
        }
        return JsonBodies.toJson(body);
    }

    /**
     * The JSON text of a message's headers, or null if there are none to store.
     *
     * @param group the message group, or null to leave that to a stored header of its name
     */
    String headers(Map<String, Object> given, String group, Map<String, Object> extra, Exchange exchange) {
        Map<String, Object> added = new LinkedHashMap<>(extra);
        if (group != null) {
            added.put(Selection.GROUP_HEADER, group);
        }
        return headers.toJson(given, exchange, added);
    }

    private void setBody(String stored, Message message) {
        if (text) {
            message.setBody(JsonBodies.unquoted(stored));
        } else if (stored == null || JsonBodies.isNull(stored)) {
            message.setBody(null);
        } else if (message instanceof JsonMessage json) {
            json.setJson(stored);
        } else {
            message.setBody(stored);
        }
    }
}
