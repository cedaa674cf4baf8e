/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TypeSelectionTest {

    @Test
    void namesTheTypesThatAreTakenOrThoseThatAreNot() {
        assertThat(TypeSelection.ALL.takes("A")).isTrue();
        assertThat(TypeSelection.allBut(Set.of("A")).takes("A")).isFalse();
        assertThat(TypeSelection.allBut(Set.of("A")).takes("B")).isTrue();
        assertThat(TypeSelection.only(Set.of("A")).takes("A")).isTrue();
        assertThat(TypeSelection.only(Set.of("A")).takes("B")).isFalse();
    }

    @Test
    void takesLess() {
        assertThat(TypeSelection.ALL.without(Set.of("A"))).isEqualTo(TypeSelection.allBut(Set.of("A")));
        assertThat(TypeSelection.allBut(Set.of("A")).without(Set.of("B")))
                .isEqualTo(TypeSelection.allBut(Set.of("A", "B")));
        assertThat(TypeSelection.only(Set.of("A", "B")).without(Set.of("B", "C")))
                .isEqualTo(TypeSelection.only(Set.of("A")));
    }
}
