/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

/** How the handling of a queue's message has ended, for those who count. */
public enum DeliveryOutcome {
    /** Its route has succeeded. */
    COMPLETED,
    /** It will be delivered again. */
    RETRY,
    /** It went to the dead-letter queue or to the archive. */
    GIVEN_UP,
    /** Somebody else has it, so that what the handler did was rolled back. */
    LEASE_LOST
}
