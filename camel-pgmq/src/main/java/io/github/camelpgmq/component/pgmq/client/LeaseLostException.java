/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** Another reader has the message since: its lease ended before it was acknowledged. */
public class LeaseLostException extends PgmqException {

    private static final long serialVersionUID = 1L;

    public LeaseLostException(QueueName queue, Object messages) {
        super("The lease of message " + messages + " in queue '" + queue + "' was lost before its route ended: another "
                + "reader has it. Raise visibilityTimeout or set extendMessageVisibility=true");
    }
}
