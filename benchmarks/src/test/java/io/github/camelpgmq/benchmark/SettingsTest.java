/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.benchmark.harness.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Set<String> PROPERTIES = Set.of("cases", "rounds", "scale", "settling", "results", "profile");
    private static final Settings DEFAULTS = new Settings(List.of(), 7, 1, Duration.ofSeconds(11), null, false);
    private static final List<Case> ALL = List.of(named("pgmq-send"), named("pgmq-send-batch"), named("command-send"));

    @AfterEach
    void forget() {
        PROPERTIES.forEach(name -> System.clearProperty("benchmark." + name));
    }

    @Test
    void withoutPropertiesThereAreDefaults() {
        assertThat(Settings.fromSystemProperties()).isEqualTo(DEFAULTS);
    }

    @Test
    void emptyPropertiesAreNone() {
        PROPERTIES.forEach(name -> System.setProperty("benchmark." + name, " "));

        assertThat(Settings.fromSystemProperties()).isEqualTo(DEFAULTS);
    }

    @Test
    void propertiesAreRead() {
        System.setProperty("benchmark.cases", "pgmq-send, command");
        System.setProperty("benchmark.rounds", "3");
        System.setProperty("benchmark.scale", "0.5");
        System.setProperty("benchmark.settling", "0");
        System.setProperty("benchmark.results", "target/results");
        System.setProperty("benchmark.profile", "true");

        assertThat(Settings.fromSystemProperties())
                .isEqualTo(new Settings(
                        List.of("pgmq-send", "command"), 3, 0.5, Duration.ZERO, Path.of("target/results"), true));
    }

    @ParameterizedTest
    @CsvSource({
        "rounds,0",
        "rounds,many",
        "rounds,1.5",
        "scale,0",
        "scale,-1",
        "scale,NaN",
        "scale,Infinity",
        "scale,big",
        "settling,-1",
        "settling,long",
        "profile,yes"
    })
    void aWrongValueIsRefusedWithTheNameOfItsProperty(String name, String value) {
        System.setProperty("benchmark." + name, value);

        assertThatThrownBy(Settings::fromSystemProperties)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("benchmark." + name + "=" + value);
    }

    @Test
    void withoutANameAllCasesAreChosen() {
        assertThat(chosen()).containsExactly("pgmq-send", "pgmq-send-batch", "command-send");
    }

    @Test
    void casesAreChosenByTheBeginningsOfTheirIds() {
        assertThat(chosen("pgmq")).containsExactly("pgmq-send", "pgmq-send-batch");
        assertThat(chosen("com", "pgmq-send-")).containsExactly("pgmq-send-batch", "command-send");
    }

    @Test
    void aWholeIdChoosesNoOther() {
        assertThat(chosen("pgmq-send")).containsExactly("pgmq-send");
    }

    @Test
    void anUnknownCaseIsRefusedWithTheIdsThereAre() {
        assertThatThrownBy(() -> chosen("pgmq", "comand"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'comand'", "pgmq-send, pgmq-send-batch, command-send");
    }

    @Test
    void amountsAreScaledButNeverNothing() {
        assertThat(scale(0.5).scaled(1000)).isEqualTo(500);
        assertThat(scale(3).scaled(1000)).isEqualTo(3000);
        assertThat(scale(0.0001).scaled(1000)).isEqualTo(1);
    }

    private static List<String> chosen(String... cases) {
        Settings settings = new Settings(List.of(cases), 1, 1, Duration.ZERO, null, false);
        return settings.chosen(ALL).stream().map(Case::id).toList();
    }

    private static Settings scale(double scale) {
        return new Settings(List.of(), 1, scale, Duration.ZERO, null, false);
    }

    private static Case named(String id) {
        return new Case(id, id, "messages", List.of(), List.of(), "");
    }
}
