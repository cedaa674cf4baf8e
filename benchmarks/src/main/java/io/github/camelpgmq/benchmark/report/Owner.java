/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import java.util.List;
import java.util.Locale;

/** Whose code a method is. */
enum Owner {
    BENCHMARK("benchmark", "io.github.camelpgmq.benchmark."),
    COMPONENTS("pgmq: and commandbus:", "io.github.camelpgmq."),
    CAMEL("Camel", "org.apache.camel."),
    SPRING("Spring", "org.springframework."),
    DRIVER("PostgreSQL driver", "org.postgresql."),
    JAVA("Java", "java.", "javax.", "jdk.", "sun.", "com.sun."),
    OTHER("others");

    private final String title;
    private final List<String> packages;

    Owner(String title, String... packages) {
        this.title = title;
        this.packages = List.of(packages);
    }

    String title() {
        return title;
    }

    /** As a class of CSS. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param method its full name */
    static Owner of(String method) {
        for (Owner owner : values()) {
            if (owner.packages.stream().anyMatch(method::startsWith)) {
                return owner;
            }
        }
        return OTHER;
    }

    /**
     * Who has the processor at work: the innermost that is not Java's library, nor the benchmark, which wraps the
     * driver's sockets.
     *
     * @param stack a stack of {@link io.github.camelpgmq.benchmark.harness.Profile}
     */
    static Owner of(List<String> stack) {
        for (int i = stack.size() - 1; i > 0; i--) {
            Owner owner = of(stack.get(i));
            if (owner != JAVA && owner != BENCHMARK) {
                return owner;
            }
        }
        return OTHER;
    }
}
