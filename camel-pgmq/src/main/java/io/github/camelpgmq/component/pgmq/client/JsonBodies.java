/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON text from and to Java values. Thread-safe. */
public final class JsonBodies {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonBodies() {}

    /**
     * JSON text for a body: text must be JSON already, anything else is written by Jackson, null is the JSON null.
     *
     * @throws InvalidBodyException if text is not valid JSON or a value cannot be written
     */
    public static String toJson(Object body) {
        if (body instanceof CharSequence text) {
            return checked(text.toString());
        }
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException(
                    "A body of type " + body.getClass().getName() + " cannot be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /** Like {@link #toJson}, but text that is not JSON becomes a JSON string. */
    public static String toJsonOrString(Object body) {
        if (body instanceof CharSequence text) {
            try {
                return checked(text.toString());
            } catch (InvalidBodyException e) {
                return quoted(text.toString());
            }
        }
        return toJson(body);
    }

    /** The text of a JSON string; other JSON stays as it is. */
    public static String unquoted(String json) {
        if (json == null || !json.startsWith("\"")) {
            return json;
        }
        try {
            return MAPPER.readTree(json).textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Text as a JSON string. */
    public static String quoted(String text) {
        return MAPPER.getNodeFactory().textNode(text).toString();
    }

    /**
     * The top-level fields of a JSON object as Strings, Numbers and Booleans; other values are left out.
     *
     * @param json JSON text or null
     */
    public static Map<String, Object> scalars(String json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (json == null) {
            return fields;
        }
        try {
            for (Map.Entry<String, JsonNode> field : MAPPER.readTree(json).properties()) {
                JsonNode value = field.getValue();
                if (value.isTextual()) {
                    fields.put(field.getKey(), value.textValue());
                } else if (value.isNumber()) {
                    fields.put(field.getKey(), value.numberValue());
                } else if (value.isBoolean()) {
                    fields.put(field.getKey(), value.booleanValue());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
        return fields;
    }

    private static String checked(String text) {
        try {
            if (MAPPER.readTree(text).isMissingNode()) {
                throw new InvalidBodyException("The body is empty, but PGMQ stores JSON: send null, \"\" or {}", null);
            }
            return text;
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException(
                    "The body is text but not valid JSON (PGMQ stores jsonb): " + e.getOriginalMessage(), e);
        }
    }
}
