/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a read has brought, and when to look again.
 *
 * @param messages oldest id first
 * @param millisUntilNextVisible until the next invisible message becomes visible; empty if none is invisible, or if the
 *     read has brought as much as it might
 */
public record ReadAndNextVisible(List<PgmqMessage> messages, OptionalLong millisUntilNextVisible) {

    public ReadAndNextVisible {
        messages = List.copyOf(messages);
    }
}
