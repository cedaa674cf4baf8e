/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.time.Duration;
import java.util.Objects;

/**
 * How a plain queue is consumed.
 *
 * @param visibilityTimeout the lease, in whole seconds
 * @param acknowledgement what becomes of a message that has been handled
 * @param failurePolicy what becomes of one that has not
 * @param deadLetterQueue where a message goes that is given up, or null for the archive
 */
public record QueueSettings(
        Duration visibilityTimeout,
        Acknowledgement acknowledgement,
        FailurePolicy failurePolicy,
        QueueName deadLetterQueue) {

    public QueueSettings {
        Objects.requireNonNull(visibilityTimeout, "visibilityTimeout");
        Objects.requireNonNull(acknowledgement, "acknowledgement");
        Objects.requireNonNull(failurePolicy, "failurePolicy");
    }

    /** Handled messages are deleted, others return when their leases end. */
    public static QueueSettings deleting(Duration visibilityTimeout) {
        return new QueueSettings(visibilityTimeout, Acknowledgement.DELETE, FailurePolicy.NONE, null);
    }
}
