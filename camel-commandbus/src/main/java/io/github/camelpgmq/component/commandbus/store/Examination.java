/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;

/**
 * What is known about a message that was not claimed, with its queue row and its command row locked.
 *
 * @param leaseHeld false: another worker has read the message since
 * @param command   null = no metadata
 */
public record Examination(boolean leaseHeld, CommandMetadata command) {}
