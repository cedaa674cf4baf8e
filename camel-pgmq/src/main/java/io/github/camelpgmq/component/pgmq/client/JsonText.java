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
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON text as jsonb takes it, looked at token by token, without a tree of it in memory. Stateless. */
final class JsonText {

    /** How deep JSON may be nested. PostgreSQL's own limit depends on its stack, but is never lower. */
    static final int MAX_DEPTH = 1000;

    private static final int MAX_DIGITS_BEFORE_POINT = 131_072;
    private static final int MAX_DIGITS_AFTER_POINT = 16_383;
    private static final int SHORT_NUMBER = 1_000;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    // What comes from a queue was stored already: a limit here would only make a message that cannot be handled.
    private static final JsonFactory TOKENS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonText() {}

    /** What reads from the tokens of a text. */
    @FunctionalInterface
    interface Reading<T> {
        T from(JsonParser tokens) throws IOException;
    }

    /** @throws JsonProcessingException if the text is not JSON as far as it is read */
    static <T> T read(String json, Reading<T> reading) throws JsonProcessingException {
        try (JsonParser tokens = TOKENS.createParser(json)) {
            return reading.from(tokens);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The text without a byte order mark, if jsonb takes it.
     *
     * @param what names the text in the error, as in "The body"
     * @throws InvalidBodyException if jsonb would refuse it, or store something else
     */
    static String storable(String what, String text) {
        String json = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        requireStorable(what, json);
        // Without escapes the strings in it hold no other characters than those just looked at, and need not be made.
        boolean escapes = json.indexOf('\\') >= 0;
        try {
            return read(json, tokens -> {
                checkValue(what, tokens, escapes);
                if (tokens.nextToken() != null) {
                    throw new InvalidBodyException(
                            what + " is more than one JSON value (PGMQ stores jsonb): more begins at "
                                    + tokens.currentTokenLocation().offsetDescription(),
                            null);
                }
                return json;
            });
        } catch (JsonProcessingException e) {
            throw new InvalidBodyException(
                    what + " is not valid JSON (PGMQ stores jsonb): " + reason(e.getOriginalMessage()), e);
        }
    }

    /**
     * Checks characters that are to be stored in a JSON string.
     *
     * @throws InvalidBodyException if PostgreSQL has no room for one of them
     */
    static void requireStorable(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidBodyException(
                        what + " holds the character U+0000 at position " + i
                                + ", which PostgreSQL cannot store: take it out or send it encoded",
                        null);
            }
            if (Character.isSurrogate(c)) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!pair) {
                    throw new InvalidBodyException(
                            what + " holds half of a surrogate pair at position " + i
                                    + ", which is no character: the text was cut or decoded wrongly",
                            null);
                }
                i++;
            }
        }
    }

    /** A number as Integer, Long, BigInteger or BigDecimal; one too long to be computed with as its text. */
    static Object number(JsonParser tokens) throws IOException {
        if (tokens.getTextLength() > SHORT_NUMBER) {
            return tokens.getText();
        }
        return tokens.currentToken() == JsonToken.VALUE_NUMBER_INT ? tokens.getNumberValue() : tokens.getDecimalValue();
    }

    private static void checkValue(String what, JsonParser tokens, boolean escapes) throws IOException {
        int depth = 0;
        do {
            JsonToken token = tokens.nextToken();
            if (token == null) {
                throw new InvalidBodyException(what + " is empty, but PGMQ stores JSON: send null, \"\" or {}", null);
            }
            if (token.isStructStart() && ++depth > MAX_DEPTH) {
                throw new InvalidBodyException(what + " is nested deeper than " + MAX_DEPTH + " levels", null);
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                if (escapes) {
                    requireStorable(what, tokens.getText());
                }
            } else if (token.isNumeric() && !isNumeric(tokens)) {
                throw new InvalidBodyException(
                        what + " holds a number that PostgreSQL cannot store (at most " + MAX_DIGITS_BEFORE_POINT
                                + " digits before the point and " + MAX_DIGITS_AFTER_POINT
                                + " after it): send it as a string",
                        null);
            }
        } while (depth > 0);
    }

    private static boolean isNumeric(JsonParser tokens) throws IOException {
        boolean shortWhole =
                tokens.currentToken() == JsonToken.VALUE_NUMBER_INT && tokens.getTextLength() <= SHORT_NUMBER;
        return shortWhole || isNumeric(tokens.getText());
    }

    private static boolean isNumeric(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        String mantissa = e < 0 ? number : number.substring(0, e);
        if (e >= 0 && number.length() - e > 9) {
            return false;
        }
        int exponent = e < 0 ? 0 : Integer.parseInt(number.substring(e + 1));
        int sign = mantissa.startsWith("-") ? 1 : 0;
        int point = mantissa.indexOf('.');
        int before = (point < 0 ? mantissa.length() : point) - sign;
        int after = point < 0 ? 0 : mantissa.length() - point - 1;
        return before + exponent <= MAX_DIGITS_BEFORE_POINT && after - exponent <= MAX_DIGITS_AFTER_POINT;
    }

    private static String reason(String parserMessage) {
        return parserMessage.startsWith("Non-standard token") ? "NaN and Infinity are no JSON numbers" : parserMessage;
    }
}
