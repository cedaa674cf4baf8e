/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes what is sent from the message of an exchange: one message, or one for each element of its body. Thread-safe. */
final class OutgoingMessages {

    private final MessageMapping mapping;
    private final ProducerOptions options;

    OutgoingMessages(MessageMapping mapping, ProducerOptions options) {
        this.mapping = mapping;
        this.options = options;
    }

    /**
     * The message of the exchange.
     *
     * @param extraHeaders what is stored beside the message's own headers
     * @throws IllegalArgumentException if body, delay or group cannot be used
     */
    NewMessage one(Exchange exchange, Map<String, Object> extraHeaders) {
        Message message = exchange.getMessage();
        return new NewMessage(
                mapping.body(message.getBody(), exchange),
                mapping.headers(message.getHeaders(), options.group(message), extraHeaders, exchange),
                options.delay(message));
    }

    /**
     * A message for each element of the exchange's body, see {@link BatchBody}. An element that is a Camel message or
     * exchange has headers of its own, which win over those of the exchange.
     *
     * @throws IllegalArgumentException if one cannot be sent, with its index; none is to be sent then
     */
    List<NewMessage> batch(Exchange exchange) {
        List<NewMessage> messages = new ArrayList<>();
        BatchBody.forEach(exchange.getMessage().getBody(), element -> {
            int index = messages.size();
            try {
                messages.add(element(exchange, element));
            } catch (InvalidBodyException e) {
                throw new InvalidBodyException(refused(index, e), e);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(refused(index, e), e);
            }
        });
        return messages;
    }

    private NewMessage element(Exchange exchange, Object element) {
        Message outer = exchange.getMessage();
        Message own = element instanceof Exchange one ? one.getMessage() : element instanceof Message one ? one : null;
        if (own == null) {
            return message(exchange, element, outer.getHeaders(), options.group(outer), options.delay(outer));
        }
        Map<String, Object> headers = exchange.getContext()
                .getCamelContextExtension()
                .getHeadersMapFactory()
                .newMap(outer.getHeaders());
        headers.putAll(own.getHeaders());
        String group = own.getHeader(Selection.GROUP_HEADER, String.class);
        if (group == null || own.getHeader(PgmqConstants.GROUP) != null) {
            group = options.group(own, outer);
        }
        return message(exchange, own.getBody(), headers, group, options.delay(own, outer));
    }

    private NewMessage message(Exchange exchange, Object body, Map<String, Object> headers, String group, Delay delay) {
        return new NewMessage(mapping.body(body, exchange), mapping.headers(headers, group, Map.of(), exchange), delay);
    }

    private static String refused(int index, RuntimeException e) {
        return "Nothing was sent, element " + index + " of the batch (counted from 0) cannot be: " + e.getMessage();
    }
}
