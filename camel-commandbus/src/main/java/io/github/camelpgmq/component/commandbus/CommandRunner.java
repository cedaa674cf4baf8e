/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.List;

/** Takes claimed commands through the route and sees to their outcomes, on the calling thread. */
interface CommandRunner {

    /** Runs one command by itself. */
    void run(Attempt attempt);

    /** Runs commands of one fetch; by default each by itself. */
    default void runAll(List<Attempt> attempts) {
        attempts.forEach(this::run);
    }

    /** Whether a handler takes a connection while it runs. */
    boolean holdsConnection();
}
