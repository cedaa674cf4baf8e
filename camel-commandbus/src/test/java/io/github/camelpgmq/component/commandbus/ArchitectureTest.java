/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.github.camelpgmq.support.ArchitectureRules;

@AnalyzeClasses(packages = "io.github.camelpgmq.component.commandbus", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String BASE = "io.github.camelpgmq.component.commandbus";

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ArchitectureRules.class);

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
    static final ArchRule LOWER_LAYERS_KNOW_OF_THE_FACE_ONLY_EXCEPTIONS = noClasses()
            .that()
            .resideInAnyPackage(BASE + ".ops", BASE + ".store", BASE + ".model")
            .should()
            .dependOnClassesThat(resideInAPackage(BASE).and(not(assignableTo(Throwable.class))));

    @ArchTest
    static final ArchRule NO_CYCLES = SlicesRuleDefinition.slices()
            .assignedFrom(new ExceptionsBelowAll())
            .should()
            .beFreeOfCycles();

    /** The packages, but the exceptions, which users see in the face's package, stand beside the model that they name. */
    private static final class ExceptionsBelowAll implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass one) {
            boolean exception = one.getPackageName().equals(BASE) && one.isAssignableTo(Throwable.class);
            return SliceIdentifier.of(exception ? BASE + ".model" : one.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages, with the exceptions as part of the model";
        }
    }
}
