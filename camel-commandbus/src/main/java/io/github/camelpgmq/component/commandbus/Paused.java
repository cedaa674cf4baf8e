/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Pause;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a domain is paused.
 *
 * @param everything the domain is
 * @param types the types that are, each by itself
 */
record Paused(boolean everything, Set<String> types) {

    static final Paused NOTHING = new Paused(false, Set.of());

    static Paused by(Collection<Pause> pauses) {
        return new Paused(
                pauses.stream().anyMatch(pause -> pause.commandType() == null),
                pauses.stream()
                        .map(Pause::commandType)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether commands of a type are not to be handled. */
    boolean includes(String type) {
        return everything || types.contains(type);
    }

    /** The types that are paused here and not there. */
    Set<String> typesNotIn(Paused there) {
        return types.stream().filter(type -> !there.types.contains(type)).collect(Collectors.toUnmodifiableSet());
    }
}
