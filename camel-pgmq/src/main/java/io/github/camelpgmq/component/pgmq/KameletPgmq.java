/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** The {@code pgmq:} of the Kamelets {@code pgmq-source} and {@code pgmq-sink}. */
public final class KameletPgmq extends KameletDatabase {

    @Override
    protected String scheme() {
        return "pgmq";
    }

    @Override
    protected void checkWithoutDatabase() {
        // The Kamelets set nothing else at the component.
    }

    @Override
    protected DatabaseComponent ownComponent() {
        return open(new PgmqComponent());
    }
}
