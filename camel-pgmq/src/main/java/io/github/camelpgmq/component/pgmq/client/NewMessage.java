/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.Objects;

/**
 * A message to be sent.
 *
 * @param body JSON text
 * @param headers JSON text of an object, or null
 * @param delay how long it stays invisible
 */
public record NewMessage(String body, String headers, Delay delay) {

    public NewMessage {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(delay, "delay");
    }

    /** A message without headers or delay. */
    public static NewMessage of(String body) {
        return new NewMessage(body, null, Delay.NONE);
    }
}
