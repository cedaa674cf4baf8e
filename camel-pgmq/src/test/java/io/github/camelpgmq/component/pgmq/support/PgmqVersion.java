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
import io.github.camelpgmq.embedded.PgmqDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The versions of PGMQ as a client sees them, each made out of the genuine script; see pgmq-versions/README.md. */
public enum PgmqVersion {
    V1_4("1.4", Set.of()),
    V1_5("1.5", Set.of()),
    V1_6("1.6", Set.of()),
    V1_7("1.7", Set.of(POP_QUANTITY, NOTIFY_INSERT)),
    V1_8("1.8", Set.of(POP_QUANTITY, NOTIFY_INSERT, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH)),
    V1_9("1.9", V1_8.features),
    V1_10("1.10", V1_9.features),
    V1_11_0("1.11.0", Set.of(POP_QUANTITY, NOTIFY_INSERT, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH, TOPICS)),
    V1_11_1("1.11.1", Set.of(POP_QUANTITY, NOTIFY_INSERT_THROTTLE, SET_VT_BATCH, TOPICS, READ_GROUPED_HEAD)),
    V1_13_1("1.13.1", V1_11_1.features);

    private static final List<PgmqVersion> DOWNWARDS = List.of(V1_11_0, V1_10, V1_9, V1_8, V1_7, V1_6, V1_5, V1_4);

    private final String label;
    private final Set<PgmqFeature> features;

    PgmqVersion(String label, Set<PgmqFeature> features) {
        this.label = label;
        this.features = features;
    }

    public Set<PgmqFeature> features() {
        return features;
    }

    public boolean has(PgmqFeature feature) {
        return features.contains(feature);
    }

    public boolean hasInsertTrigger() {
        return has(NOTIFY_INSERT) || has(NOTIFY_INSERT_THROTTLE);
    }

    /** The scripts that make a database without PGMQ one with this version, in order. */
    public List<String> scripts() {
        List<String> scripts = new ArrayList<>();
        String genuine = read(PgmqDatabase.class, "pgmq/version").trim();
        scripts.add(read(PgmqDatabase.class, "pgmq/pgmq--" + genuine + ".sql"));
        if (this == V1_13_1) {
            scripts.add(change());
        } else if (this != V1_11_1) {
            for (PgmqVersion step : DOWNWARDS.subList(0, DOWNWARDS.indexOf(this) + 1)) {
                scripts.add(step.change());
            }
        }
        return scripts;
    }

    private String change() {
        return read(PgmqVersion.class, "/pgmq-versions/to-" + label + ".sql");
    }

    private static String read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "PGMQ " + label;
    }
}
