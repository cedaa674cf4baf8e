/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has waited in memory for longer than its lease, so that somebody else may have it by now. */
class ExpiredDeliveryTest {

    private record Message(Lease lease) implements Delivery {}

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final DeliverySettings SETTINGS =
            new DeliverySettings("test", LEASE, true, Duration.ofMinutes(5), 100, Duration.ofSeconds(60));

    private final DeliveryDispatcher<Message, String> dispatcher = new DeliveryDispatcher<>() {
        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public void dispatch(InFlight<Message, String> inFlight) {}
    };
    private final DeliveryAgenda<Message, String> agenda = new DeliveryAgenda<>(SETTINGS, dispatcher);

    @Test
    void isNotHandledButGivenBack() throws Exception {
        InFlight<Message, String> expired = fetchedBefore(LEASE);
        assertThat(expired.start()).isFalse();
        expired.handlerDone();
        assertThat(agenda.awaitStep().released()).containsExactly(expired);
    }

    @Test
    void isNotHandledWhenTheDatabaseHasSaidSo() {
        InFlight<Message, String> lost = fetchedBefore(Duration.ZERO);
        lost.markLost();
        assertThat(lost.start()).isFalse();
    }

    @Test
    void isHandledIfItsLeaseWasRenewed() {
        InFlight<Message, String> renewed = fetchedBefore(LEASE);
        renewed.renewed(System.nanoTime());
        assertThat(renewed.start()).isTrue();
        assertThat(renewed.start()).as("a second handler").isFalse();
    }

    private InFlight<Message, String> fetchedBefore(Duration age) {
        return agenda.accept(List.of(new Message(new Lease(1, 1))), System.nanoTime() - age.toNanos())
                .get(0);
    }
}
