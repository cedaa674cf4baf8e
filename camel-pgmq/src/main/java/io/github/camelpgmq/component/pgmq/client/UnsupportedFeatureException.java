/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** The PGMQ of the database lacks what was asked for. The message names the version that has it. */
public class UnsupportedFeatureException extends PgmqException {

    private static final long serialVersionUID = 1L;

    private final PgmqFeature feature;

    /** @param user the option or operation that needs the feature */
    public UnsupportedFeatureException(PgmqFeature feature, String user) {
        super(user + " needs PGMQ " + feature.since() + " or newer, this one has no " + feature.signature()
                + ": run ALTER EXTENSION pgmq UPDATE (or the newer SQL script), or do without");
        this.feature = feature;
    }

    /** What is missing. */
    public PgmqFeature getFeature() {
        return feature;
    }
}
