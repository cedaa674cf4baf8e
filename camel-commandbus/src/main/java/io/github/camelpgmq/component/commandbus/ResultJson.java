/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.Characters;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.util.ObjectHelper;

/** Writes the body that a route ends with as the data of the reply, and leaves the exchange as it is. */
final class ResultJson {

    /** Error code of a command whose result cannot be written. */
    static final String RESULT_NOT_JSON = "RESULT_NOT_JSON";

    private ResultJson() {}

    /**
     * A reply with the exchange's body: text that is JSON as it is, other text as a JSON string, bytes and streams as their text, all else
     * by Jackson.
     *
     * @param reply makes the reply of the data's JSON text
     * @throws PermanentCommandException RESULT_NOT_JSON
     */
    static String reply(Exchange exchange, UnaryOperator<String> reply) {
        Object body = exchange.getMessage().getBody();
        try {
            return reply.apply(JsonBodies.toJsonOrString(plain(exchange, body)));
        } catch (RuntimeException e) {
            throw new PermanentCommandException(
                    RESULT_NOT_JSON,
                    "The result of the route, a body of type " + ObjectHelper.className(body)
                            + ", cannot be written as the reply's data: " + e.getMessage()
                            + ". Let the route end with a body that Jackson can write, or with none",
                    e);
        }
    }

    private static Object plain(Exchange exchange, Object body) {
        if (!Characters.isIn(body)) {
            return body;
        }
        rewind(body);
        String text = Characters.of(body, exchange);
        rewind(body);
        return text;
    }

    /** Whoever looks at the exchange after the command bus reads what can be read twice from its beginning. */
    private static void rewind(Object body) {
        if (body instanceof StreamCache cached) {
            cached.reset();
        }
    }
}
