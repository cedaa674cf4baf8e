/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** The {@code pgmq:} of the Kamelets {@code pgmq-source} and {@code pgmq-sink}. */
public final class KameletPgmq extends KameletDatabase<PgmqComponent> {

    /** Called by the templates of the Kamelets. */
    public KameletPgmq() {
        super("pgmq", new PgmqComponent());
    }
}
