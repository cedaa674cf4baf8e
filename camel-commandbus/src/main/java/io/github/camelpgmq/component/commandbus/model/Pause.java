/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.time.Instant;

/**
 * A pause that is in force.
 *
 * @param commandType the type that is paused; null = the whole domain
 * @param operator    who paused it; may be null
 * @param reason      why; may be null
 * @param since       database time
 */
public record Pause(String domain, String commandType, String operator, String reason, Instant since) {}
