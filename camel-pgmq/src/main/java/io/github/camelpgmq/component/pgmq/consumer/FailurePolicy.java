/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.StorableText;

/**
 * What becomes of a message that could not be handled. Immutable.
 *
 * @param delays when it is delivered again, or null for when its lease ends
 * @param maxDeliveries how often it is delivered before it is given up, 0 for no limit
 */
public record FailurePolicy(RetryDelays delays, int maxDeliveries) {

    /** Delivered again when its lease ends, for ever. */
    public static final FailurePolicy NONE = new FailurePolicy(null, 0);

    private static final String REASON = "maxDeliveries";
    private static final String UNREADABLE = "unreadable";

    /** A failure's text may hold all the data it failed on. */
    private static final int MAX_ERROR_LENGTH = 2_000;

    /** @throws IllegalArgumentException naming the option that is out of range */
    public FailurePolicy {
        if (maxDeliveries < 0) {
            throw new IllegalArgumentException("maxDeliveries must be 0 (no limit) or more, but is " + maxDeliveries);
        }
    }

    /**
     * The end of a delivery that has failed.
     *
     * @param error the failure, or null if there is none to tell of
     * @return what to write, or null for nothing: the message returns when its lease ends
     */
    public Settlement failed(Lease lease, Throwable error) {
        if (maxDeliveries > 0 && lease.readCount() >= maxDeliveries) {
            return new Settlement.GivenUp(lease, REASON, error == null ? null : text(error));
        }
        return delays == null ? null : new Settlement.Postponed(lease, delays.after(lease.readCount()));
    }

    /** Whether a message that was just read has been delivered too often already; then no failure was recorded. */
    boolean exceeded(Lease lease) {
        return maxDeliveries > 0 && lease.readCount() > maxDeliveries;
    }

    Settlement.GivenUp giveUp(Lease lease) {
        return new Settlement.GivenUp(lease, REASON, null);
    }

    /** The end of a message that no handler can be given. */
    public static Settlement unreadable(Lease lease, String problem) {
        return new Settlement.GivenUp(lease, UNREADABLE, StorableText.of(problem, MAX_ERROR_LENGTH));
    }

    /** What an exception says of itself may be anything, and is written again and again until it can be. */
    private static String text(Throwable error) {
        try {
            return StorableText.of(error.toString(), MAX_ERROR_LENGTH);
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }
}
