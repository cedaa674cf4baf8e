/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

/**
 * How many commands of a batch are where. Those in troubleshooting have not ended: the batch waits for their operator.
 *
 * @param total sum of the others
 */
public record BatchCounts(
        long total, long pending, long inProgress, long completed, long failed, long canceled, long inTroubleshooting) {

    /** Commands that have ended. */
    public long ended() {
        return completed + failed + canceled;
    }
}
