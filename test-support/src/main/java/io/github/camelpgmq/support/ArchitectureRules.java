/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What holds for both components: each includes these in its own rules. */
public final class ArchitectureRules {

    /** It is optional, and known to the metrics of pgmq only. */
    @ArchTest
    static final ArchRule MICROMETER_STAYS_IN_ITS_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..component.pgmq.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    /** An application need not have camel-telemetry, and only it loads the packages. */
    @ArchTest
    static final ArchRule SPAN_DECORATORS_ARE_APART = noClasses()
            .that()
            .resideOutsideOfPackage("..component.*.telemetry")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel.telemetry..", "..component.*.telemetry");

    @ArchTest
    static final ArchRule SQL_AND_MODEL_KNOW_NO_CAMEL = noClasses()
            .that()
            .resideInAnyPackage(
                    "..component.pgmq.client",
                    "..component.commandbus.ops",
                    "..component.commandbus.store",
                    "..component.commandbus.model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    private ArchitectureRules() {}

    /** A thread that waits for the database in a synchronized block keeps its carrier from all other virtual threads, before JDK 24. */
    @ArchTest
    static void nothingIsSynchronized(JavaClasses classes) {
        assertThat(Monitors.in(classes)).isEmpty();
    }
}
