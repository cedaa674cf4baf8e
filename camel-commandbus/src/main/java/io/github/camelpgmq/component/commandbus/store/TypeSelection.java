/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The command types that a claim takes. Immutable.
 *
 * @param types what is named
 * @param only  whether it takes those that are named and no others, or all others
 */
public record TypeSelection(Set<String> types, boolean only) {

    /** Takes every type. */
    public static final TypeSelection ALL = new TypeSelection(Set.of(), false);

    public TypeSelection {
        types = Set.copyOf(types);
    }

    /** Takes every type but these. */
    public static TypeSelection allBut(Collection<String> types) {
        return new TypeSelection(Set.copyOf(types), false);
    }

    /** Takes these types. */
    public static TypeSelection only(Collection<String> types) {
        return new TypeSelection(Set.copyOf(types), true);
    }

    /** Whether it takes commands of a type. */
    public boolean takes(String type) {
        return types.contains(type) == only;
    }

    /** The same without these types. */
    public TypeSelection without(Collection<String> others) {
        Set<String> rest = new HashSet<>(types);
        if (only) {
            rest.removeAll(others);
        } else {
            rest.addAll(others);
        }
        return new TypeSelection(rest, only);
    }
}
