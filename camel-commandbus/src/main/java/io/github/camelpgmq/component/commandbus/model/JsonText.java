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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** JSON text in and out, so that no Jackson type is needed outside. */
final class JsonText {

    // Amounts must come out as they went in: exact decimals, trailing zeros kept.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    // UUID.fromString takes "1-1-1-1-1" too, the database does not.
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private JsonText() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(String field, String json) {
        JsonNode node;
        try {
            node = json == null ? null : MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedCommandException(field, "is not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (node == null || node.isMissingNode()) {
            throw new MalformedCommandException(field, "is empty; write the JSON null if that is meant");
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
        JsonNode node = tree(field, json);
        requireStorable(field, node);
        target.set(field, node);
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
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new MalformedCommandException(field, "is not a UUID");
        }
        return UUID.fromString(text);
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

    private static void requireStorable(String field, JsonNode node) {
        if (node.isTextual()) {
            requireStorable(field, node.textValue());
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            requireStorable(field, names.next());
        }
        for (JsonNode child : node) {
            requireStorable(field, child);
        }
    }

    private static void requireStorable(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new MalformedCommandException(
                    field, "holds the character NUL (\\u0000), which PostgreSQL cannot store; remove it");
        }
    }
}
