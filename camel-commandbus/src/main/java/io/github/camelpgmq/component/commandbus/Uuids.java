/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.UUID;

/** UUIDs of headers. */
final class Uuids {

    private Uuids() {}

    /** A UUID, as such or as text; throws IllegalArgumentException saying what is expected. */
    static UUID parse(Object given) {
        if (given instanceof UUID id) {
            return id;
        }
        String text = given.toString().trim();
        try {
            UUID id = UUID.fromString(text);
            // It takes 1-1-1-1-1 too, which the database does not.
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected is a UUID", e);
        }
        throw new IllegalArgumentException("expected is a UUID");
    }
}
