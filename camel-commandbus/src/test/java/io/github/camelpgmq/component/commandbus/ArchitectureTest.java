/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

@AnalyzeClasses(packages = "io.github.camelpgmq.component.commandbus", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "io.github.camelpgmq.component.commandbus";

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_DOWN = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("ops")
            .definedBy(BASE + ".ops")
            .layer("store")
            .definedBy(BASE + ".store")
            .layer("model")
            .definedBy(BASE + ".model")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("ops")
            .whereLayer("ops")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule SQL_AND_MODEL_KNOW_NO_CAMEL = noClasses()
            .that()
            .resideInAnyPackage(BASE + ".ops", BASE + ".store", BASE + ".model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");
}
