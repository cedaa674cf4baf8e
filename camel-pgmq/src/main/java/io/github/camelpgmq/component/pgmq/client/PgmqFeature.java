/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** What not every PGMQ has, with the version that brought it. It is looked for by signature, never by version. */
public enum PgmqFeature {
    /** {@code pgmq.pop} with a quantity. */
    POP_QUANTITY("pgmq.pop(text,integer)", "1.7"),
    /** The insert trigger that notifies, without a throttle. */
    NOTIFY_INSERT("pgmq.enable_notify_insert(text)", "1.7"),
    /** The insert trigger that notifies, with a throttle. */
    NOTIFY_INSERT_THROTTLE("pgmq.enable_notify_insert(text,integer)", "1.8"),
    /** {@code pgmq.set_vt} for several messages. */
    SET_VT_BATCH("pgmq.set_vt(text,bigint[],integer)", "1.8"),
    /** Topics. */
    TOPICS("pgmq.send_batch_topic(text,jsonb[],jsonb[],timestamptz)", "1.11"),
    /** {@code pgmq.read_grouped_head}, for order within a group. */
    READ_GROUPED_HEAD("pgmq.read_grouped_head(text,integer,integer)", "1.11.1");

    private final String signature;
    private final String since;

    PgmqFeature(String signature, String since) {
        this.signature = signature;
        this.since = since;
    }

    /** The function that must exist, as {@code to_regprocedure} takes it. */
    public String signature() {
        return signature;
    }

    /** The first PGMQ version that has it. */
    public String since() {
        return since;
    }
}
