/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "orders",
                "orders_2",
                "42",
                "orders.eu",
                "orders-eu",
                "orders eu",
                "a\"b",
                "a%sb\\",
                "q_a",
                "-",
                "select"
            })
    void acceptsWhatPgmqAccepts(String name) {
        assertThat(QueueName.of(name).name()).isEqualTo(name);
        assertThat(QueueName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a$b",
                "a;b",
                "a'b",
                "a--b",
                "x'; DROP SCHEMA pgmq CASCADE; --",
                "é",
                "straße",
                "İ",
                "a\nb",
                "a\tb",
                "a\u0000b",
                "a\u007Fb",
                "\uD83D\uDE80"
            })
    void refusesWhatPgmqRefusesOrCannotFold(String name) {
        assertThatThrownBy(() -> QueueName.of(name, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Queue name '" + name + "' is not valid")
                .hasMessageContaining("1 to 47 ASCII characters");
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> QueueName.of(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void countsTheCharacters() {
        assertThatCode(() -> QueueName.of("x".repeat(47))).doesNotThrowAnyException();
        assertThatThrownBy(() -> QueueName.of("x".repeat(48))).hasMessageContaining("1 to 47");
    }

    @Test
    void refusesUpperCaseUnlessItIsAllowed() {
        assertThatThrownBy(() -> QueueName.of("Orders"))
                .hasMessageContaining("use 'orders' or set allowMixedCase=true");
        QueueName mixed = QueueName.of("Orders", true);
        assertThat(mixed.name()).isEqualTo("Orders");
        assertThat(mixed.folded()).isEqualTo("orders");
        assertThat(mixed.table()).isEqualTo("pgmq.\"q_orders\"");
    }

    @Test
    void foldsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(QueueName.of("INVOICES", true).table()).isEqualTo("pgmq.\"q_invoices\"");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void quotesItsIdentifiers() {
        QueueName queue = QueueName.of("a.b c-d\" drop");
        assertThat(queue.table()).isEqualTo("pgmq.\"q_a.b c-d\"\" drop\"");
        assertThat(queue.archiveTable()).isEqualTo("pgmq.\"a_a.b c-d\"\" drop\"");
        assertThat(queue.sequence()).isEqualTo("pgmq.\"q_a.b c-d\"\" drop_msg_id_seq\"");
        assertThat(queue.literal()).isEqualTo("'a.b c-d\" drop'");
    }

    @Test
    void listensOnBothSpellings() {
        assertThat(QueueName.of("orders").channels()).containsExactly("pgmq.q_orders.INSERT");
        assertThat(QueueName.of("Orders", true).channels())
                .containsExactlyInAnyOrder("pgmq.q_orders.INSERT", "pgmq.q_Orders.INSERT");
        assertThat(QueueName.of("Orders", true).channel()).isEqualTo("pgmq.q_orders.INSERT");
    }

    @Test
    void theLongestNameFitsAChannel() {
        assertThat(QueueName.of("x".repeat(47)).channel().length()).isLessThanOrEqualTo(63);
    }
}
