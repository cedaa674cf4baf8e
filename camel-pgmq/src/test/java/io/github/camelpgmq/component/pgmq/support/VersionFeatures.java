/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.NOTIFY_INSERT;
import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.NOTIFY_INSERT_THROTTLE;
import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.POP_QUANTITY;
import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.READ_GROUPED_HEAD;
import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.SET_VT_BATCH;
import static io.github.camelpgmq.component.pgmq.client.PgmqFeature.TOPICS;

import io.github.camelpgmq.component.pgmq.client.PgmqFeature;
import io.github.camelpgmq.support.PgmqVersion;
import java.util.Set;

/** What the component must find in each version of PGMQ. */
public final class VersionFeatures {

    private VersionFeatures() {}

    public static Set<PgmqFeature> of(PgmqVersion version) {
        return switch (version) {
            case V1_4, V1_5, V1_6 -> Set.of();
            case V1_7 -> Set.of(POP_QUANTITY, NOTIFY_INSERT);
            case V1_8, V1_9, V1_10 -> Set.of(POP_QUANTITY, NOTIFY_INSERT, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH);
            case V1_11_0 -> Set.of(POP_QUANTITY, NOTIFY_INSERT, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH, TOPICS);
            case V1_11_1, V1_13_1 ->
                Set.of(POP_QUANTITY, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH, TOPICS, READ_GROUPED_HEAD);
        };
    }

    public static boolean hasInsertTrigger(PgmqVersion version) {
        return of(version).contains(NOTIFY_INSERT) || of(version).contains(NOTIFY_INSERT_THROTTLE);
    }
}
