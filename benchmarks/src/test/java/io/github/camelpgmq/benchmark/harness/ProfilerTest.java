/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Camel (camel-1) thread #12 - commandbus://x; Camel (camel) thread - commandbus://x",
                "pool-1-thread-2; pool-thread",
                "benchmark-db_17 housekeeper; benchmark-db housekeeper",
                "load; load",
                "Log4j2 v2-3; Log4j2 v2",
                "7; unnamed",
                "; unnamed"
            })
    void threadsAreGroupedByTheirNamesWithoutNumbers(String thread, String group) {
        assertThat(Profiler.group(thread)).isEqualTo(group);
    }

    @Test
    void profilesAreAdded() {
        Profile one = new Profile(Map.of(List.of("a", "x"), 2L, List.of("a", "y"), 1L));
        Profile other = new Profile(Map.of(List.of("a", "y"), 3L));

        assertThat(one.plus(other).stacks()).isEqualTo(Map.of(List.of("a", "x"), 2L, List.of("a", "y"), 4L));
        assertThat(one.plus(other).samples()).isEqualTo(6);
        assertThat(Profile.NONE.samples()).isZero();
    }
}
