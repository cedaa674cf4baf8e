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
        Message outer = exchange.getMessage();
        // The same for all elements that have no headers of their own.
        Delay delay = options.delay(outer);
        String headers = mapping.headers(outer.getHeaders(), options.group(outer), Map.of(), exchange);
        BatchBody.forEach(outer.getBody(), element -> {
            int index = messages.size();
            try {
                Message own = ownMessage(element);
                messages.add(
                        own == null
                                ? new NewMessage(mapping.body(element, exchange), headers, delay)
                                : element(exchange, own));
            } catch (InvalidBodyException e) {
                throw new InvalidBodyException(refused(index, e), e);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(refused(index, e), e);
            }
        });
        return messages;
    }

    private static Message ownMessage(Object element) {
        if (element instanceof Exchange one) {
            return one.getMessage();
        }
        return element instanceof Message one ? one : null;
    }

    private NewMessage element(Exchange exchange, Message own) {
        Message outer = exchange.getMessage();
        Map<String, Object> headers = exchange.getContext()
                .getCamelContextExtension()
                .getHeadersMapFactory()
                .newMap(outer.getHeaders());
        headers.putAll(own.getHeaders());
        String group = own.getHeader(Selection.GROUP_HEADER, String.class);
        if (group == null || own.getHeader(PgmqConstants.GROUP) != null) {
            group = options.group(own, outer);
        }
        return new NewMessage(
                mapping.body(own.getBody(), exchange),
                mapping.headers(headers, group, Map.of(), exchange),
                options.delay(own, outer));
    }

    private static String refused(int index, RuntimeException e) {
        return "Nothing was sent, element " + index + " of the batch (counted from 0) cannot be: " + e.getMessage();
    }
}
