/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;

/** Takes a claimed command through the route and sees to its outcome, on the calling thread. */
interface CommandRunner {

    void run(FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight);

    /** Whether each command takes a connection while it runs. */
    boolean holdsConnection();
}
