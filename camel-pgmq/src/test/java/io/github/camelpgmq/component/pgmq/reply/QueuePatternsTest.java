/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueuePatternsTest {

    @Test
    void aStarStandsForAnythingAnywhere() {
        QueuePatterns patterns = QueuePatterns.parse("*__replies*, answers ,x*z");
        assertThat(new String[] {"pgmq__replies_1", "__replies", "answers", "xz", "xyz"})
                .allMatch(patterns::matches);
        assertThat(new String[] {"pgmq__reply", "answers2", "my_answers", "xyza", "", "ANSWERS"})
                .noneMatch(patterns::matches);
    }

    @Test
    void nothingElseIsSpecial() {
        QueuePatterns patterns = QueuePatterns.parse("a.c,[ab],a\\Eb,(");
        assertThat(new String[] {"a.c", "[ab]", "a\\Eb", "("}).allMatch(patterns::matches);
        assertThat(new String[] {"abc", "a", "b"}).noneMatch(patterns::matches);
    }

    @Test
    void anEmptyListMatchesNothing() {
        assertThat(QueuePatterns.parse(" , ").matches("")).isFalse();
        assertThat(QueuePatterns.parse("*").matches("anything")).isTrue();
    }
}
