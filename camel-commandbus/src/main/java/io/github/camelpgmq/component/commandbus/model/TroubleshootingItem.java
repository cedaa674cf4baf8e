/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.time.Instant;

/**
 * A command that waits for an operator.
 *
 * @param command    its row
 * @param dataJson   the command's data as JSON text; the text {@code null} when the message has none; null when the archived message is gone
 * @param bodyJson   the whole archived message as JSON text (the raw body of a quarantined one); null when it is gone
 * @param archivedAt when it was set aside; null when the archived message is gone
 */
public record TroubleshootingItem(CommandMetadata command, String dataJson, String bodyJson, Instant archivedAt) {}
