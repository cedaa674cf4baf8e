/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.time.Instant;

/**
 * One message as PGMQ returned it.
 *
 * @param id PGMQ's {@code msg_id}
 * @param readCount how often the message has been read, this read included
 * @param enqueuedAt when it was sent, by the database's clock
 * @param visibleAt when its lease ends, or of one that was only looked at: when it can be read, by the database's clock
 * @param body the JSON text of the message
 * @param headers the JSON text of the headers, or null
 */
public record PgmqMessage(long id, int readCount, Instant enqueuedAt, Instant visibleAt, String body, String headers) {

    /** The lease under which this message was read. */
    public Lease lease() {
        return new Lease(id, readCount);
    }
}
