/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import java.time.Instant;

/** A command whose row is locked until the transaction ends, and when that was, by the database's clock. */
record LockedCommand(CommandMetadata command, Instant at) {}
