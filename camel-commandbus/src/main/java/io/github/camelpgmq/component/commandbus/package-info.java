/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Commands with identity, retries, audit, replies and operators, in one PostgreSQL transaction: Camel's component {@code commandbus:} and
 * the Java API {@link io.github.camelpgmq.component.commandbus.CommandBus}. The exceptions that a handler may throw are here, too.
 */
package io.github.camelpgmq.component.commandbus;
