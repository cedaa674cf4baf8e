/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    /** The example of RFC 9562, appendix A.6, whose 12 bits after the version are random and here the fraction 0.8. */
    @Test
    void hasTheFormOfTheStandard() {
        UUID id = TimeOrderedId.at(Instant.parse("2022-02-22T19:22:22.000800Z"), -1);
        assertThat(id).hasToString("017f22e2-79b0-7ccc-bfff-ffffffffffff");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void laterIsGreater() {
        Instant first = Instant.parse("2026-11-27T10:00:00Z");
        UUID early = TimeOrderedId.at(first, -1);
        assertThat(TimeOrderedId.at(first.plusNanos(1_000), 0).toString()).isGreaterThan(early.toString());
        assertThat(TimeOrderedId.at(first.plusMillis(1), 0).toString()).isGreaterThan(early.toString());
        assertThat(TimeOrderedId.at(first.plusSeconds(31_536_000L * 50), 0).toString())
                .isGreaterThan(early.toString());
    }

    @Test
    void isAlwaysAnother() {
        assertThat(Stream.generate(TimeOrderedId::next).limit(10_000)).doesNotHaveDuplicates();
    }
}
