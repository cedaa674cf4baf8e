/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What operators do with commands, queries over commands and batches, and the removal of history. Plain JDBC over a connection of the
 * caller; no Camel.
 */
package io.github.camelpgmq.component.commandbus.ops;
