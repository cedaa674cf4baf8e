/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.time.Duration;

/** What the end of a plain message's delivery leaves to be written. Immutable. */
public sealed interface Settlement {

    /** The lease under which it is written; whoever has lost it writes nothing. */
    Lease lease();

    /** The message has been handled. */
    record Acknowledged(Lease lease) implements Settlement {}

    /**
     * The message has been acknowledged, by the transaction of its route or by the route itself. There is nothing to
     * write, but the next message of its group may be read now.
     */
    record AlreadyWritten(Lease lease) implements Settlement {}

    /**
     * The message is to be delivered again.
     *
     * @param delay when, from now
     */
    record Postponed(Lease lease, Duration delay) implements Settlement {}

    /**
     * The message is given up.
     *
     * @param reason why, as a short word
     * @param error the last failure as text that can be stored, or null if none was seen
     */
    record GivenUp(Lease lease, String reason, String error) implements Settlement {}
}
