/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the spans of a tracer say of commands. Loaded only by camel-telemetry, which an application may have or not. */
package io.github.camelpgmq.component.commandbus.telemetry;
