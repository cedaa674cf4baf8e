/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of the audit table.
 *
 * @param eventType   an {@link AuditEvent}'s name, or what another program wrote
 * @param detailsJson JSON text or null
 */
public record AuditEntry(
        long auditId, String domain, UUID commandId, String eventType, Instant timestamp, String detailsJson) {}
