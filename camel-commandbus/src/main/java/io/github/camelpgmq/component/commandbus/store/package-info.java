/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The tables and queues of one domain: the schema and its check, and the statements by which a command goes from one status to the next,
 * each in one round trip. Plain JDBC over a connection of the caller; no Camel.
 */
package io.github.camelpgmq.component.commandbus.store;
