/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;

/** The queue does not exist. The message names the statement and the option that create it. */
public class QueueNotFoundException extends PgmqException {

    private static final long serialVersionUID = 1L;

    public QueueNotFoundException(QueueName queue) {
        this(queue, null);
    }

    QueueNotFoundException(QueueName queue, SQLException cause) {
        super(
                "Queue '" + queue + "' does not exist: create it with SELECT pgmq.create(" + queue.literal()
                        + ") or set autoCreateQueue=true",
                PgmqException.UNDEFINED_TABLE,
                cause);
    }
}
