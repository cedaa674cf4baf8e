/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.BiFunction;

/** JSON text in and out, so that no Jackson type is needed outside. */
final class JsonText {

    private static final String NOT_JSON = "is not valid JSON: ";
    private static final String NO_UUID = "is not a UUID";
    private static final String EMPTY = "is empty; write the JSON null if that is meant";

    // Amounts must come out as they went in: exact decimals, trailing zeros kept.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonText() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(String field, String json) {
        JsonNode node;
        try {
            node = json == null ? null : MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedCommandException(field, NOT_JSON + e.getOriginalMessage(), e);
        }
        if (node == null || node.isMissingNode()) {
            throw new MalformedCommandException(field, EMPTY);
        }
        return node;
    }

    static ObjectNode parseObject(String json) {
        if (tree("$", json) instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedCommandException("$", "is not a JSON object");
    }

    /** Puts JSON text as a value; null text becomes the JSON null. */
    static void putJson(ObjectNode target, String field, String json) {
        if (json == null) {
            target.putNull(field);
            return;
        }
        target.set(field, tree(field, storable(field, json)));
    }

    static void putIfSet(ObjectNode target, String field, Object value) {
        if (value != null) {
            target.put(field, value.toString());
        }
    }

    static String requiredText(ObjectNode source, String field) {
        String text = optionalText(source, field);
        if (text == null || text.isBlank()) {
            throw new MalformedCommandException(field, "is missing or blank");
        }
        return text;
    }

    static String optionalText(ObjectNode source, String field) {
        JsonNode node = source.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new MalformedCommandException(field, "is not a text");
        }
        return node.textValue();
    }

    static UUID requiredUuid(ObjectNode source, String field) {
        requiredText(source, field);
        return optionalUuid(source, field);
    }

    static UUID optionalUuid(ObjectNode source, String field) {
        String text = optionalText(source, field);
        if (text == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            // It takes "1-1-1-1-1" too, the database does not.
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedCommandException(field, NO_UUID, e);
        }
        throw new MalformedCommandException(field, NO_UUID);
    }

    /** Puts a value, or nothing for null, where the field's own cannot be read. */
    static void repair(ObjectNode target, String field, BiFunction<ObjectNode, String, ?> reader, Object replacement) {
        try {
            reader.apply(target, field);
        } catch (MalformedCommandException e) {
            target.remove(field);
            putIfSet(target, field, replacement);
        }
    }

    /** A time that only informs: null when it is missing or another program wrote it in its own way. */
    static Instant lenientTime(ObjectNode source, String field) {
        JsonNode node = source.get(field);
        if (node == null || !node.isTextual()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(node.textValue()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static String valueText(ObjectNode source, String field) {
        JsonNode node = source.get(field);
        return node == null ? "null" : node.toString();
    }

    /**
     * JSON text that is one value and that PostgreSQL can store.
     *
     * @throws MalformedCommandException naming the field if it is not
     */
    static String storable(String field, String json) {
        try {
            return JsonBodies.storable("its text", json);
        } catch (InvalidBodyException e) {
            throw new MalformedCommandException(field, "cannot be stored: " + e.getMessage(), e);
        }
    }
}
