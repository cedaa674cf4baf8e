/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostsTest {

    @Test
    void whatWasThereBeforeIsNotCounted() {
        assertThat(new Costs(10, 20, 30, 4000).since(new Costs(1, 2, 3, 500))).isEqualTo(new Costs(9, 18, 27, 3500));
    }

    @Test
    void aFewOperationsAreMadeAThousand() {
        assertThat(new Costs(1, 2, 3, 400).perThousand(100)).isEqualTo(new Costs(10, 20, 30, 4000));
    }

    @Test
    void manyOperationsAreMadeAThousand() {
        assertThat(new Costs(110, 220, 330, 44_000).perThousand(10_000)).isEqualTo(new Costs(11, 22, 33, 4400));
    }

    @Test
    void withoutReadingsProcessorTimeIsUnknown() {
        assertThat(new Costs(1, 2, 3, 400).perThousand(100).processor()).isEqualTo(ProcessorTime.UNKNOWN);
    }

    @Test
    void uncountedCommitsStayUncounted() {
        Costs costs = new Costs(Double.NaN, 2, 3, 400).perThousand(100);

        assertThat(costs.commits()).isNaN();
        assertThat(costs.roundTrips()).isEqualTo(20);
    }
}
