/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/** The body of an exchange as JSON text. */
final class JsonData {

    private JsonData() {}

    /** @throws io.github.camelpgmq.component.pgmq.client.InvalidBodyException if it is text that is not JSON, or cannot be written as JSON */
    static String of(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        boolean stream = body instanceof byte[] || body instanceof InputStream || body instanceof StreamCache;
        return JsonBodies.toJson(stream ? exchange.getMessage().getBody(String.class) : body);
    }
}
