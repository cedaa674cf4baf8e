/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.BaseStream;

/** Goes through the elements of a body: an Iterable, an Iterator, an array, a Stream (which is closed then). */
public final class BatchBody {

    private BatchBody() {}

    /** Whether the body is one of these. */
    public static boolean hasElements(Object body) {
        return body instanceof BaseStream<?, ?>
                || body instanceof Iterator<?>
                || body != null
                        && (body instanceof Iterable<?> || body.getClass().isArray())
                        && !isSingleValue(body);
    }

    /** @throws IllegalArgumentException if the body is none of these */
    public static void forEach(Object body, Consumer<Object> action) {
        if (body instanceof BaseStream<?, ?> stream) {
            try (stream) {
                stream.iterator().forEachRemaining(action);
            }
        } else if (body instanceof Iterator<?> elements) {
            elements.forEachRemaining(action);
        } else if (body instanceof Iterable<?> elements && !isSingleValue(body)) {
            elements.forEach(action);
        } else if (body != null && body.getClass().isArray() && !isSingleValue(body)) {
            for (int i = 0; i < Array.getLength(body); i++) {
                action.accept(Array.get(body, i));
            }
        } else {
            throw new IllegalArgumentException(
                    "operation=sendBatch needs a body with elements: an Iterable, Iterator, array or Stream, but it is "
                            + (body == null ? "null" : "a " + body.getClass().getName())
                            + "; use operation=send for a single message");
        }
    }

    /** What has elements for Java but is one message for whoever sends it. */
    private static boolean isSingleValue(Object body) {
        return body instanceof byte[]
                || body instanceof char[]
                || body instanceof java.nio.file.Path
                || body instanceof JsonNode json && !json.isArray();
    }
}
