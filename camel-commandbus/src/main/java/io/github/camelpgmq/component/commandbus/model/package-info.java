/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What is stored and sent: commands, replies, batches, audit entries, their statuses and which of them can follow which
 * ({@link io.github.camelpgmq.component.commandbus.model.Transition}). The wire format is that of
 * {@link io.github.camelpgmq.component.commandbus.model.CommandMessage} and {@link io.github.camelpgmq.component.commandbus.model.Reply}.
 */
package io.github.camelpgmq.component.commandbus.model;
