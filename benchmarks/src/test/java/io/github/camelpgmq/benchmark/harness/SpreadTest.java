/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
    }

    @Test
    void theMedianOfAnEvenNumberIsHalfWayBetweenTheMiddleTwo() {
        assertThat(Spread.of(8, 1, 2, 4)).isEqualTo(new Spread(3, 1, 8));
    }

    @Test
    void ofOneAllAreTheSame() {
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    @Test
    void ofNothingNothingIsKnown() {
        assertThat(Spread.of()).isEqualTo(Spread.NONE);
        assertThat(Spread.NONE.median()).isNaN();
    }

    @Test
    void theGivenValuesKeepTheirOrder() {
        double[] values = {3, 1, 2};

        Spread.of(values);

        assertThat(values).containsExactly(3, 1, 2);
    }
}
