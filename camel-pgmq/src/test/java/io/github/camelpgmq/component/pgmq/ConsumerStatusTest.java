/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.ConsumerStatus.Activity;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.EngineStatus;
import io.github.camelpgmq.component.pgmq.notify.ListenStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;

class ConsumerStatusTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private Duration pollInterval = Duration.ofSeconds(5);
    private boolean extendVisibility = true;
    private Activity activity = Activity.RUNNING;

    @Test
    void upWhileTheDatabaseAnswers() {
        ConsumerStatus status = status(engine(14, 0));
        assertThat(status.state()).isEqualTo(State.UP);
        assertThat(status.problem()).isNull();
        assertThat(status.details())
                .containsEntry("queue", "orders")
                .containsEntry("pollLag", 14_000L)
                .containsEntry("inFlight", 0)
                .containsEntry("lostLeases", 3L)
                .doesNotContainKey("lastError");
    }

    @Test
    void downWhenAnIdleConsumerHasMissedSeveralPolls() {
        ConsumerStatus status = status(engine(16, 0));
        assertThat(status.state()).isEqualTo(State.DOWN);
        assertThat(status.problem()).contains("has not answered", "'orders'", "16000 ms");
        pollInterval = Duration.ofSeconds(60);
        assertThat(status(engine(179, 0)).state()).isEqualTo(State.UP);
        assertThat(status(engine(181, 0)).state()).isEqualTo(State.DOWN);
        pollInterval = Duration.ofMillis(10);
        assertThat(status(engine(9, 0)).state()).isEqualTo(State.UP);
        assertThat(status(engine(11, 0)).state()).isEqualTo(State.DOWN);
    }

    @Test
    void busyConsumerOnlyRenewsItsLeases() {
        assertThat(status(engine(29, 1)).state()).isEqualTo(State.UP);
        assertThat(status(engine(31, 1)).state()).isEqualTo(State.DOWN);
        extendVisibility = false;
        assertThat(status(engine(3600, 1)).state()).isEqualTo(State.UP);
    }

    @Test
    void downInTrouble() {
        ConsumerStatus status = status(new EngineStatus(false, NOW, "connection refused", 0, 0));
        assertThat(status.state()).isEqualTo(State.DOWN);
        assertThat(status.problem()).contains("connection refused");
        assertThat(status.details()).containsEntry("lastError", "connection refused");
    }

    @Test
    void unknownBeforeTheFirstPollAndWhileSuspended() {
        assertThat(status(new EngineStatus(false, null, null, 0, 0)).state()).isEqualTo(State.UNKNOWN);
        assertThat(status(new EngineStatus(false, null, null, 0, 0)).details()).doesNotContainKey("pollLag");
        assertThat(status(new EngineStatus(false, null, "refused", 0, 0)).state())
                .isEqualTo(State.DOWN);
        activity = Activity.SUSPENDED;
        ConsumerStatus suspended = status(new EngineStatus(true, NOW.minusSeconds(999), "x", 0, 0));
        assertThat(suspended.state()).isEqualTo(State.UNKNOWN);
        assertThat(suspended.problem()).contains("queue 'orders' is suspended");
    }

    @Test
    void upWhilePausedHoweverLongItsEngineAsksNothing() {
        activity = Activity.PAUSED;
        ConsumerStatus paused = status(new EngineStatus(true, NOW.minusSeconds(999), null, 0, 0));
        assertThat(paused.state()).isEqualTo(State.UP);
        assertThat(paused.problem()).isNull();
        assertThat(paused.details()).containsEntry("paused", true);
    }

    @Test
    void notificationsAreADetail() {
        assertThat(notify(null)).isEqualTo("off");
        assertThat(notify(ListenStatus.State.IDLE)).isEqualTo("starting");
        assertThat(notify(ListenStatus.State.LISTENING)).isEqualTo("listening");
        assertThat(notify(ListenStatus.State.DEGRADED)).isEqualTo("degraded");
    }

    private Object notify(ListenStatus.State state) {
        String error = state == ListenStatus.State.DEGRADED ? "no LISTEN" : null;
        ConsumerStatus status = status(engine(1, 0), state == null ? null : new ListenStatus(state, NOW, error));
        assertThat(status.state()).isEqualTo(State.UP);
        assertThat(status.details().get("notifyError")).isEqualTo(error);
        return status.details().get("notify");
    }

    private static EngineStatus engine(long lagSeconds, int inFlight) {
        return new EngineStatus(false, NOW.minusSeconds(lagSeconds), null, inFlight, 3);
    }

    private ConsumerStatus status(EngineStatus engine) {
        return status(engine, null);
    }

    private ConsumerStatus status(EngineStatus engine, ListenStatus listening) {
        DeliverySettings settings = new DeliverySettings(
                "test", Duration.ofSeconds(30), extendVisibility, Duration.ofHours(1), 100, pollInterval);
        return new ConsumerStatus(
                new ConsumerStatus.Source("queue", "orders", Map.of()), activity, settings, engine, listening, NOW);
    }
}
