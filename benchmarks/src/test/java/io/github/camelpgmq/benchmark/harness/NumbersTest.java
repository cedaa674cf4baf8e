/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 0",
                "0.0123; 0.012",
                "0.9; 0.90",
                "9.994; 9.99",
                "12.34; 12.3",
                "128000.4; 128,000",
                "-0.5; -0.50",
                "NaN; -"
            })
    void threeDigitsAreEnough(double value, String text) {
        assertThat(Numbers.text(value)).isEqualTo(text);
    }

    @Test
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Numbers.text(0.9)).isEqualTo("0.90");
            assertThat(Numbers.text(1234)).isEqualTo("1,234");
        } finally {
            Locale.setDefault(before);
        }
    }
}
