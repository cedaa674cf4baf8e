/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The versions of PGMQ as a client sees them, each made out of the genuine script; see pgmq-versions/README.md. */
public enum PgmqVersion {
    V1_4("1.4"),
    V1_5("1.5"),
    V1_6("1.6"),
    V1_7("1.7"),
    V1_8("1.8"),
    V1_9("1.9"),
    V1_10("1.10"),
    V1_11_0("1.11.0"),
    V1_11_1("1.11.1"),
    V1_13_1("1.13.1");

    private static final List<PgmqVersion> DOWNWARDS = List.of(V1_11_0, V1_10, V1_9, V1_8, V1_7, V1_6, V1_5, V1_4);

    private final String label;

    PgmqVersion(String label) {
        this.label = label;
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
