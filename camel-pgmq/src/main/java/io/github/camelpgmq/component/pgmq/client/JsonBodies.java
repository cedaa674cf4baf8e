/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON text from and to Java values. Thread-safe.
 *
 * <p>What is to be stored is checked for all that jsonb refuses or changes: text that is not JSON, more than one value,
 * U+0000, halves of surrogate pairs, numbers beyond PostgreSQL's numeric, NaN and Infinity, and nesting deeper than 1000
 * levels. Of equal keys in an object jsonb keeps the last; it does not keep the order of keys. Numbers keep every digit.
 */
public final class JsonBodies {

    private static final String BODY = "The body";

    // Numbers that are computed with keep Jackson's limit of 1000 digits: converting longer ones takes quadratic time.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(JsonText.MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .build())
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // A sender that adds a field must not stop the consumers that do not know it yet.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private JsonBodies() {}

    /**
     * JSON text for a body: text must be JSON already, anything else is written by Jackson, null is the JSON null.
     *
     * @throws InvalidBodyException if text is not valid JSON, a value cannot be written, or jsonb cannot store it
     */
    public static String toJson(Object body) {
        if (body instanceof CharSequence text) {
            return JsonText.storable(BODY, text.toString());
        }
        return written(
                body == null ? BODY : BODY + " of type " + body.getClass().getName(), body);
    }

    /**
     * JSON text of a value that Jackson writes, text too.
     *
     * @param what names the value in the error, as in "The body"
     * @throws InvalidBodyException if the value cannot be written, or jsonb cannot store it
     */
    public static String written(String what, Object value) {
        try {
            return JsonText.storable(what, MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException(what + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * JSON text as it can be stored.
     *
     * @param what names the text in the error, as in "The body"
     * @throws InvalidBodyException if it is not one JSON value, or jsonb would refuse it or store something else
     */
    public static String storable(String what, String json) {
        return JsonText.storable(what, json);
    }

    /** Like {@link #toJson}, but text that is not JSON becomes a JSON string. */
    public static String toJsonOrString(Object body) {
        if (body instanceof CharSequence text) {
            try {
                return toJson(text);
            } catch (InvalidBodyException e) {
                return quoted(text.toString());
            }
        }
        return toJson(body);
    }

    /**
     * A Java value of JSON text, by Jackson: a Map, a List, a record, a class, JsonNode... Floating-point numbers in Maps and
     * Lists are BigDecimals; fields the type does not have are left out.
     *
     * @throws IllegalArgumentException if the JSON does not fit the type
     */
    public static <T> T value(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : ", at " + e.getLocation().offsetDescription();
            throw new IllegalArgumentException(
                    "The JSON does not fit " + type.getName() + ": " + e.getOriginalMessage() + where, e);
        }
    }

    /** The text of a JSON string; null of the JSON null and of null; other JSON stays as it is. */
    public static String unquoted(String json) {
        if (json == null || isNull(json)) {
            return null;
        }
        if (!json.startsWith("\"")) {
            return json;
        }
        try {
            return JsonText.read(json, tokens -> {
                tokens.nextToken();
                return tokens.getText();
            });
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether this is the JSON null. */
    public static boolean isNull(String json) {
        return "null".equals(json);
    }

    /**
     * Text as a JSON string.
     *
     * @throws InvalidBodyException if it holds U+0000 or half of a surrogate pair
     */
    public static String quoted(String text) {
        JsonText.requireStorable("The text", text);
        try {
            return MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException("The text cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The top-level fields of a JSON object as Strings, Numbers (Integer, Long, BigInteger, BigDecimal) and Booleans; other
     * values are left out. A number of more than 1000 digits comes as text.
     *
     * @param json JSON text or null; what is no object has no fields
     */
    public static Map<String, Object> scalars(String json) {
        if (json == null) {
            return new LinkedHashMap<>();
        }
        try {
            return JsonText.read(json, JsonBodies::scalars);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> scalars(JsonParser tokens) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (tokens.nextToken() != JsonToken.START_OBJECT) {
            return fields;
        }
        while (tokens.nextToken() == JsonToken.FIELD_NAME) {
            String name = tokens.currentName();
            JsonToken value = tokens.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                fields.put(name, tokens.getText());
            } else if (value.isNumeric()) {
                fields.put(name, JsonText.number(tokens));
            } else if (value.isBoolean()) {
                fields.put(name, value == JsonToken.VALUE_TRUE);
            } else {
                tokens.skipChildren();
            }
        }
        return fields;
    }
}
