/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcStatTest {

    @Test
    void timesAreTheSumOfUserAndKernel() {
        String line =
                "4711 (postgres) S 4242 4711 4711 0 -1 4194560 3047 55 1 2 120 34 5 6 20 0 1 0 8912 231 2896 184 1 1 0 0";

        assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat("postgres", 4242, 1540, 110));
    }

    @Test
    void aNameMayHoldWhatSeparatesElsewhere() {
        String line = "7 (a) R 9 (b) R 1 7 7 0 -1 0 0 0 0 0 2 1 0 0 20 0 1 0 8912 231 2896\n";

        assertThat(ProcStat.parse(line)).isEqualTo(new ProcStat("a) R 9 (b", 1, 30, 0));
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> ProcStat.parse("4711 (postgres) S 1 2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4711 (postgres) S 1 2");
        assertThatThrownBy(() -> ProcStat.parse("")).isInstanceOf(IllegalArgumentException.class);
    }
}
