package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;

/**
 * What is known about a message that was not claimed, with its queue row and its command row locked.
 *
 * @param leaseHeld false: another worker has read the message since
 * @param command   null = no metadata
 */
public record Examination(boolean leaseHeld, CommandMetadata command) {}
