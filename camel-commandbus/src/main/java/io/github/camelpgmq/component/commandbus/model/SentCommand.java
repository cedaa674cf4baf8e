/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.util.UUID;

/**
 * What became of a command that was to be sent.
 *
 * @param correlationId the command's; of the existing one if this is a duplicate, null if that has none
 * @param msgId         id of the message that carries the command; null when a foreign sender's duplicate does not say it
 * @param status        PENDING, or the status of the existing command if this is a duplicate
 * @param duplicate     a command with this id existed already, so nothing was sent
 */
public record SentCommand(UUID id, UUID correlationId, Long msgId, CommandStatus status, boolean duplicate) {}
