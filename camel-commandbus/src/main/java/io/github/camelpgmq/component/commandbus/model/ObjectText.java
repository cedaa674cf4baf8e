/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;

/**
 * Writes a JSON object field by field, without a tree of it in memory. The names of the fields must need no escapes. Not safe
 * for use by several threads.
 */
final class ObjectText {

    // A wire message without its data.
    private static final int USUAL_LENGTH = 320;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH).append('{');

    /** A field with the value's text; nothing for null. */
    ObjectText text(String field, Object value) {
        if (value != null) {
            name(field).append('"');
            JsonStringEncoder.getInstance().quoteAsString(value.toString(), text);
            text.append('"');
        }
        return this;
    }

    /**
     * A field with a value that is JSON text already.
     *
     * @throws MalformedCommandException if it is not JSON, or JSON that PostgreSQL cannot store
     */
    ObjectText json(String field, String json) {
        name(field).append(JsonText.storable(field, json));
        return this;
    }

    private StringBuilder name(String field) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(field).append("\":");
    }

    /** The object; nothing can be added afterwards. */
    String end() {
        return text.append('}').toString();
    }
}
