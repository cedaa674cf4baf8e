/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.time.Instant;
import java.util.UUID;

/**
 * A message as it was fetched.
 *
 * @param lease       the right to decide about it
 * @param enqueuedAt  database time
 * @param visibleAt   end of the lease, database time
 * @param bodyJson    the wire message as JSON text; null when another program sent SQL null
 * @param headersJson JSON text or null
 * @param commandId   as the message names it; null when it names none that is a UUID
 * @param command     the command's row as claimed; null = not claimed, an exceptional message to {@link IntakeStatements#examine}
 * @param suspect     its last attempt ended without an outcome; known once it is claimed
 */
public record FetchedCommand(
        Lease lease,
        Instant enqueuedAt,
        Instant visibleAt,
        String bodyJson,
        String headersJson,
        UUID commandId,
        CommandMetadata command,
        boolean suspect) {

    /** True when an attempt was counted and the command is IN_PROGRESS for this worker. */
    public boolean claimed() {
        return command != null;
    }

    FetchedCommand claimedAs(CommandMetadata claimed, Instant leaseEnd, boolean wasInProgress) {
        return new FetchedCommand(
                lease, enqueuedAt, leaseEnd, bodyJson, headersJson, claimed.commandId(), claimed, wasInProgress);
    }
}
