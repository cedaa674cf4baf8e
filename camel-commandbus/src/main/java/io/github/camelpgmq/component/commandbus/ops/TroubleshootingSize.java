/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.store.CommandStore;

/**
 * How many commands of a domain wait for an operator, at a cost that does not grow with its history: of the newest
 * {@value #LOOKED_AT} commands that have ever failed. Stateless.
 */
public final class TroubleshootingSize {

    /** So many commands are looked at. */
    public static final int LOOKED_AT = 100_000;

    private TroubleshootingSize() {}

    /** A select of one row with the columns {@code size} and {@code age}, the latter always null. */
    public static String select(CommandStore store) {
        return """
               SELECT count(*)::float8 AS size, NULL::float8 AS age
               FROM (SELECT c.status FROM $command AS c WHERE c.domain = '$domain'::text AND c.last_error_type IS NOT NULL
                 ORDER BY c.created_at DESC LIMIT $most) AS failed
               WHERE failed.status = 'IN_TROUBLESHOOTING_QUEUE'"""
                .replace("$command", store.tables().commandSql())
                .replace("$domain", store.domain().name())
                .replace("$most", String.valueOf(LOOKED_AT));
    }
}
