/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.Objects;
import java.util.Optional;

/** What PostgreSQL accepts as the name of a notification channel. */
final class ChannelName {

    /** NAMEDATALEN - 1: PostgreSQL cuts a longer identifier in LISTEN and refuses it in pg_notify. */
    static final int MAX_BYTES = 63;

    private ChannelName() {}

    /**
     * @return the channel
     * @throws IllegalArgumentException if PostgreSQL cannot take it
     */
    static String check(String channel) {
        problem(channel).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return channel;
    }

    /** What is wrong with the name and what to do; empty if it can be used. */
    static Optional<String> problem(String channel) {
        Objects.requireNonNull(channel, "channel");
        if (channel.isEmpty()) {
            return Optional.of("The notification channel has no name");
        }
        int bytes = 0;
        for (int i = 0; i < channel.length(); i++) {
            char c = channel.charAt(i);
            if (c == 0) {
                return Optional.of("The notification channel '" + channel + "' contains a NUL character");
            }
            if (!Character.isSurrogate(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            } else if (i + 1 < channel.length() && Character.isSurrogatePair(c, channel.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return Optional.of("The notification channel '" + channel + "' is not valid Unicode");
            }
        }
        if (bytes > MAX_BYTES) {
            return Optional.of("The notification channel '" + channel + "' has " + bytes + " bytes, PostgreSQL allows "
                    + MAX_BYTES + ": use a shorter queue or domain name, or notify=false");
        }
        return Optional.empty();
    }

    /** The channel as a quoted identifier. */
    static String quote(String channel) {
        return '"' + channel.replace("\"", "\"\"") + '"';
    }
}
