/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;

/** One attempt at a claimed command, as the engine has delivered it. */
record Attempt(FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight) {}
