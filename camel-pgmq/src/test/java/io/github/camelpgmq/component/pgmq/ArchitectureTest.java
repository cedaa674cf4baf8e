/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import io.github.camelpgmq.support.ArchitectureRules;

@AnalyzeClasses(packages = "io.github.camelpgmq.component.pgmq", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "io.github.camelpgmq.component.pgmq";

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_DOWN = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("face")
            .definedBy(BASE)
            .layer("reply")
            .definedBy(BASE + ".reply")
            .layer("metrics")
            .definedBy(BASE + ".metrics")
            .layer("consumer")
            .definedBy(BASE + ".consumer")
            .layer("notify")
            .definedBy(BASE + ".notify")
            .layer("tx")
            .definedBy(BASE + ".tx")
            .layer("client")
            .definedBy(BASE + ".client")
            .whereLayer("face")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("reply")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("metrics")
            .mayOnlyBeAccessedByLayers("face")
            .whereLayer("consumer")
            .mayOnlyBeAccessedByLayers("face", "reply", "metrics")
            .whereLayer("notify")
            .mayOnlyBeAccessedByLayers("face", "reply", "metrics", "consumer")
            .whereLayer("tx")
            .mayOnlyBeAccessedByLayers("face", "metrics", "consumer")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("face", "reply", "metrics", "consumer", "notify");
}
