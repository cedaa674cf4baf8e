/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** PGMQ is not in the database, too old, or hidden from the role. The message names the statement that cures it. */
public class PgmqNotInstalledException extends PgmqException {

    private static final long serialVersionUID = 1L;

    /**
     * @param database the database that was looked into
     * @param schemaThere whether a schema pgmq is there
     */
    public PgmqNotInstalledException(String database, boolean schemaThere) {
        super(
                schemaThere
                        ? "Schema pgmq of database '" + database
                                + "' has no pgmq.send(text, jsonb, jsonb, timestamptz): "
                                + "PGMQ is older than 1.5, run ALTER EXTENSION pgmq UPDATE"
                        : "PGMQ is not installed in database '" + database
                                + "': run CREATE EXTENSION pgmq, or PGMQ's SQL " + "script (1.5 or newer)");
    }
}
