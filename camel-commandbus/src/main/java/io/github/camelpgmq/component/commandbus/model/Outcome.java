/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

/** How a command ended, as its sender sees it. */
public enum Outcome {
    SUCCESS,
    FAILED,
    CANCELED
}
