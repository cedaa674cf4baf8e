/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final List<Case> ALL = Catalog.all(new Settings(List.of(), 1, 1, Duration.ZERO, null, false));

    @Test
    void everyCaseHasAnIdOfItsOwn() {
        assertThat(ALL).extracting(Case::id).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyContestantHasANameOfItsOwnInItsCase() {
        assertThat(ALL).allSatisfy(one -> assertThat(names(one)).isNotEmpty().doesNotHaveDuplicates());
    }

    @Test
    void aGoalComparesWithAContestantOfItsCase() {
        assertThat(ALL).allSatisfy(one -> {
            List<String> others =
                    one.goals().stream().flatMap(goal -> goal.other().stream()).toList();
            assertThat(names(one)).containsAll(others);
        });
    }

    private static List<String> names(Case one) {
        return one.contestants().stream().map(Contestant::name).toList();
    }
}
