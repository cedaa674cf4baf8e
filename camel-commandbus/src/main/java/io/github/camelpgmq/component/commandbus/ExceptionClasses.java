/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.spi.ClassResolver;

/** Exceptions that an option names by their classes. Immutable. */
record ExceptionClasses(List<Class<?>> classes) {

    ExceptionClasses {
        classes = List.copyOf(classes);
    }

    /**
     * Finds the classes.
     *
     * @param names comma separated, may be null
     * @throws IllegalArgumentException naming the option, if one is not found or no exception
     */
    static ExceptionClasses parse(String option, String names, ClassResolver resolver) {
        List<Class<?>> classes = new ArrayList<>();
        for (String part : names == null ? new String[0] : names.split(",")) {
            String name = part.trim();
            if (name.isEmpty()) {
                continue;
            }
            Class<?> type = resolver.resolveClass(name);
            if (type == null) {
                throw new IllegalArgumentException(option + " names the class '" + name
                        + "', which is not found: check its spelling, and write it with its package");
            }
            if (!Throwable.class.isAssignableFrom(type) && !type.isInterface()) {
                throw new IllegalArgumentException(option + " names the class '" + name + "', which is no exception");
            }
            classes.add(type);
        }
        return new ExceptionClasses(classes);
    }

    /** Whether it is of one of these classes, or of one that extends one of them. */
    boolean include(Throwable exception) {
        return classes.stream().anyMatch(type -> type.isInstance(exception));
    }
}
