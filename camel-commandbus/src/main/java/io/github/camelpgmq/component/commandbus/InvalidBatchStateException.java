/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.UUID;

/** A batch is unknown, or its status does not allow the action; nothing was changed. */
public class InvalidBatchStateException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String domain;
    private final UUID batchId;

    /** @param problem what is wrong and what to do, after the name of the batch */
    public InvalidBatchStateException(String domain, UUID batchId, String problem) {
        super("Batch " + batchId + " of domain " + domain + " " + problem);
        this.domain = domain;
        this.batchId = batchId;
    }

    /** @param note what became of the rest of what was sent with it */
    InvalidBatchStateException(InvalidBatchStateException cause, String note) {
        super(cause.getMessage() + note, cause);
        this.domain = cause.domain;
        this.batchId = cause.batchId;
    }

    /** The batch's domain. */
    public String getDomain() {
        return domain;
    }

    /** The batch's id. */
    public UUID getBatchId() {
        return batchId;
    }
}
