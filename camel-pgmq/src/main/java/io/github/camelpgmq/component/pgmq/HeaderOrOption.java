/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.function.Function;
import org.apache.camel.Message;

/**
 * A setting that a message's header can give instead of the endpoint's option. Whatever cannot be understood is refused
 * with the name of the header or option it came from. Immutable.
 */
public final class HeaderOrOption<T> {

    private final String header;
    private final String option;
    private final Function<Object, T> parser;
    private final T configured;

    /**
     * @param configured the option's value, or null if it has none
     * @param parser understands a value, never null; throws IllegalArgumentException saying what is wrong with it
     * @throws IllegalArgumentException naming the option if its value is not valid
     */
    public HeaderOrOption(String header, String option, Object configured, Function<Object, T> parser) {
        this.header = header;
        this.option = option;
        this.parser = parser;
        this.configured = configured == null ? null : parse("Option " + option, configured);
    }

    /** A setting that only a header gives. See the constructor for the parser. */
    public static <T> HeaderOrOption<T> header(String header, Function<Object, T> parser) {
        return new HeaderOrOption<>(header, null, null, parser);
    }

    /**
     * The header of the first message that has it, else the option, else null.
     *
     * @throws IllegalArgumentException naming the header if its value is not valid
     */
    public T of(Message... messages) {
        for (Message message : messages) {
            Object given = message.getHeader(header);
            if (given != null) {
                return parse("Header " + header, given);
            }
        }
        return configured;
    }

    /**
     * The same, for an operation that cannot do without.
     *
     * @throws IllegalArgumentException naming the header, and the option if there is one, if nothing is given, too
     */
    public T required(Object operation, Message message) {
        T value = of(message);
        if (value == null) {
            throw new IllegalArgumentException("operation=" + operation + " needs "
                    + (option == null ? "" : "the option " + option + " or ") + "the header " + header);
        }
        return value;
    }

    private T parse(String source, Object given) {
        try {
            return parser.apply(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + " is '" + given + "': " + e.getMessage(), e);
        }
    }
}
