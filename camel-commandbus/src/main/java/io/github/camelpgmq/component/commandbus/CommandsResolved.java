/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.Set;
import java.util.UUID;

/** Told of the batches of which operators have resolved commands, when that is committed. */
@FunctionalInterface
interface CommandsResolved {

    /** @param batchIds not empty */
    void resolved(String domain, Set<UUID> batchIds);
}
