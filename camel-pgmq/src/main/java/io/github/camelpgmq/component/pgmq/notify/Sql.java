/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.Collection;
import java.util.stream.Collectors;

/** Every statement of this package. */
final class Sql {

    static final String NOTIFY = "SELECT pg_notify(c, '') FROM unnest(?::text[]) c";
    static final String LISTENING_CHANNELS = "SELECT c AS channel FROM pg_listening_channels() c";
    static final String UNLISTEN_ALL = "UNLISTEN *";

    private Sql() {}

    static String listen(Collection<String> channels) {
        return forEach("LISTEN ", channels);
    }

    static String unlisten(Collection<String> channels) {
        return forEach("UNLISTEN ", channels);
    }

    private static String forEach(String command, Collection<String> channels) {
        return channels.stream()
                .map(channel -> command + ChannelName.quote(channel))
                .collect(Collectors.joining("; "));
    }
}
