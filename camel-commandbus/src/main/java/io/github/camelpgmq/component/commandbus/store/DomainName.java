/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.Optional;
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
    private static final String COMMANDS = "__commands";

    /** @throws IllegalArgumentException when the name is not usable */
    public DomainName {
        if (name == null || !SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException("Domain '" + name + "' is not usable: use 1 to " + MAX_LENGTH
                    + " of the characters a-z, 0-9 and _");
        }
    }

    /** The domain whose command queue this is; empty when no domain can have such a queue. */
    public static Optional<DomainName> ofCommandQueue(String queue) {
        String name = queue.endsWith(COMMANDS) ? queue.substring(0, queue.length() - COMMANDS.length()) : "";
        return SAFE.matcher(name).matches() ? Optional.of(new DomainName(name)) : Optional.empty();
    }

    /** Queue of the domain's commands. */
    public String commandQueue() {
        return name + COMMANDS;
    }

    /** Default queue of the domain's replies. */
    public String replyQueue() {
        return name + "__replies";
    }
}
