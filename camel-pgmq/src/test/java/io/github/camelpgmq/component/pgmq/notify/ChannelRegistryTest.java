/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChannelRegistryTest {

    private final ChannelRegistry registry = new ChannelRegistry();
    private final AtomicInteger listening = new AtomicInteger();
    private final AtomicInteger local = new AtomicInteger();

    @Test
    void notificationsWakeListeningSubscribersOnly() {
        registry.add("a", listening::incrementAndGet, true);
        registry.add("a", local::incrementAndGet, false);

        registry.wakeNotified("a");
        assertThat(listening).hasValue(1);
        assertThat(local).hasValue(0);

        registry.wakeLocally("a");
        assertThat(listening).hasValue(2);
        assertThat(local).hasValue(1);

        registry.wakeLocally("b");
        assertThat(listening).hasValue(2);
    }

    @Test
    void oneSessionWakesEachSubscriberOnce() {
        registry.add("a", listening::incrementAndGet, true);
        registry.wakeListening(Set.of("a"), 1);
        registry.wakeListening(Set.of("a"), 1);
        assertThat(listening).hasValue(1);

        AtomicInteger later = new AtomicInteger();
        registry.add("a", later::incrementAndGet, true);
        registry.wakeListening(Set.of("a"), 1);
        assertThat(listening).hasValue(1);
        assertThat(later).hasValue(1);

        registry.wakeListening(Set.of("a"), 2);
        assertThat(listening).hasValue(2);
        assertThat(later).hasValue(2);
    }

    @Test
    void aChannelIsListenedToUntilItsLastListeningSubscriberGoes() {
        Subscriber first = registry.add("a", listening::incrementAndGet, true);
        Subscriber second = registry.add("a", listening::incrementAndGet, true);
        registry.add("a", local::incrementAndGet, false);
        assertThat(registry.listenedChannels()).containsExactly("a");

        registry.remove(first);
        registry.remove(first);
        assertThat(registry.listenedChannels()).containsExactly("a");

        registry.remove(second);
        assertThat(registry.listenedChannels()).isEmpty();
        assertThat(registry.listens()).isFalse();

        registry.wakeLocally("a");
        assertThat(listening).hasValue(0);
        assertThat(local).hasValue(1);
    }

    @Test
    void everyChangeChangesTheVersion() {
        long before = registry.version();
        Subscriber subscriber = registry.add("a", listening::incrementAndGet, true);
        long added = registry.version();
        registry.remove(subscriber);
        assertThat(added).isNotEqualTo(before);
        assertThat(registry.version()).isNotEqualTo(added);
    }

    @Test
    void aFailingCallbackDoesNotKeepOthersAsleep() {
        registry.add(
                "a",
                () -> {
                    throw new IllegalStateException("broken on purpose");
                },
                true);
        registry.add("a", listening::incrementAndGet, true);
        assertThatCode(() -> registry.wakeLocally("a")).doesNotThrowAnyException();
        registry.wakeNotified("a");
        assertThat(listening).hasValue(2);
    }

    @Test
    void concurrentSubscriptionsAreAllKept() {
        IntStream.range(0, 1_000).parallel().forEach(i -> registry.add("a", listening::incrementAndGet, true));
        registry.wakeLocally("a");
        assertThat(listening).hasValue(1_000);
    }
}
