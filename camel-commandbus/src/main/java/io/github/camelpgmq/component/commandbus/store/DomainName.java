/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.regex.Pattern;

/**
 * A domain's name with the queues that belong to it.
 *
 * @param name of a-z, 0-9 and _, at most {@value #MAX_LENGTH} characters, so that the queue names fit into PGMQ's limit
 */
public record DomainName(String name) {

    /** Longest name, in characters. */
    public static final int MAX_LENGTH = 37;

    private static final Pattern SAFE = Pattern.compile("[a-z0-9_]{1," + MAX_LENGTH + "}");

    /** @throws IllegalArgumentException when the name is not usable */
    public DomainName {
        if (name == null || !SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException("Domain '" + name + "' is not usable: use 1 to " + MAX_LENGTH
                    + " of the characters a-z, 0-9 and _");
        }
    }

    /** Queue of the domain's commands. */
    public String commandQueue() {
        return name + "__commands";
    }

    /** Default queue of the domain's replies. */
    public String replyQueue() {
        return name + "__replies";
    }
}
