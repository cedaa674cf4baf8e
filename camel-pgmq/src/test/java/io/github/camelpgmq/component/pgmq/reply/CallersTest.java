/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallersTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final CamelContext camel = new DefaultCamelContext();
    private Callers<String> callers;

    @BeforeEach
    void start() {
        camel.start();
        callers = new Callers<>("test", camel.getExecutorServiceManager());
    }

    @AfterEach
    void stop() {
        callers.close();
        camel.stop();
    }

    @Test
    void everyCallerGetsItsReplyHoweverManyThereAre() throws Exception {
        List<CompletableFuture<String>> replies = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            replies.add(callers.expect("id" + i, LONG));
        }
        for (int i = 2999; i >= 0; i--) {
            assertThat(callers.answer("id" + i, "reply" + i)).isTrue();
        }
        for (int i = 0; i < 3000; i++) {
            assertThat(replies.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("reply" + i);
        }
    }

    @Test
    void aReplyAfterTheTimeoutIsNobodys() {
        CompletableFuture<String> late = callers.expect("late", Duration.ofMillis(10));
        CompletableFuture<String> other = callers.expect("other", LONG);
        assertThatThrownBy(() -> late.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(callers.answer("late", "too late")).isFalse();
        assertThat(other).isNotDone();
    }

    @Test
    void whoGivesUpIsForgotten() {
        callers.expect("id", LONG).cancel(false);
        assertThat(callers.answer("id", "reply")).isFalse();
    }

    @Test
    void severalMayWaitForOneReplyAndOneOfThemGiveUp() throws Exception {
        CompletableFuture<String> first = callers.expect("id", LONG);
        CompletableFuture<String> second = callers.expect("id", LONG);
        CompletableFuture<String> third = callers.expect("id", LONG);
        second.cancel(false);
        assertThat(callers.answer("id", "reply")).isTrue();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("reply");
        assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("reply");
    }

    @Test
    void aCallerThatGoesOnForLongKeepsNobodyFromAReply() throws Exception {
        CountDownLatch nested = new CountDownLatch(200);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String id = "nested" + i;
            ends.add(callers.expect("outer" + i, LONG).thenAccept(reply -> {
                CompletableFuture<String> inner = callers.expect(id, LONG);
                nested.countDown();
                inner.join();
            }));
            callers.answer("outer" + i, "");
        }
        assertThat(nested.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 200; i++) {
            callers.answer("nested" + i, "");
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }

    @Test
    void closingFailsWhoWaitsAndWhoComesLater() {
        CompletableFuture<String> waiting = callers.expect("id", LONG);
        callers.close();
        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PgmqException.class)
                .hasMessageContaining("was stopped before the reply to request id came");
        assertThatThrownBy(() -> callers.expect("later", LONG).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(PgmqException.class);
    }
}
