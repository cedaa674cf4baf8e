/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostCommitNotifierTest {

    private static final Timings TIMINGS = new Timings(
            Duration.ofMillis(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofSeconds(5));

    private record Sent(long nanos, List<String> channels) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private PostCommitNotifier notifier = notifier(this::send);

    private void send(Collection<String> channels) throws SQLException {
        attempts.incrementAndGet();
        if (broken.get()) {
            throw new SQLException("broken on purpose", "08006");
        }
        sent.add(new Sent(System.nanoTime(), List.copyOf(channels)));
    }

    private static PostCommitNotifier notifier(NotifySender sender) {
        return new PostCommitNotifier(sender, (name, task) -> new Thread(task, name), TIMINGS);
    }

    @AfterEach
    void close() {
        notifier.close();
    }

    @Test
    void theFirstGoesAtOnceTheRestTogetherAfterTheInterval() {
        notifier.mark("a");
        await().pollInterval(Duration.ofMillis(1)).until(() -> sent.size() == 1);
        for (int i = 0; i < 100; i++) {
            notifier.mark("b");
            notifier.mark("c");
        }
        await().until(() -> sent.size() == 2);
        assertThat(sent.get(0).channels()).containsExactly("a");
        assertThat(sent.get(1).channels()).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void aMarkDuringTheStatementIsSentAgain() throws Exception {
        Semaphore inside = new Semaphore(0);
        CountDownLatch goOn = new CountDownLatch(1);
        List<List<String>> batches = new CopyOnWriteArrayList<>();
        notifier = notifier(channels -> {
            batches.add(List.copyOf(channels));
            inside.release();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        });
        notifier.mark("a");
        inside.acquire();
        notifier.mark("a");
        assertThat(batches).hasSize(1);
        goOn.countDown();
        await().until(() -> batches.size() == 2);
        assertThat(batches.get(1)).containsExactly("a");
    }

    @Test
    void aStreamIsNotifiedLessOftenAndWhatComesAfterItAtOnce() {
        AtomicBoolean streaming = new AtomicBoolean(true);
        List<Sent> all = new CopyOnWriteArrayList<>();
        notifier = notifier(channels -> {
            all.add(new Sent(System.nanoTime(), List.copyOf(channels)));
            if (streaming.get()) {
                notifier.mark("a");
            }
        });
        notifier.mark("a");
        await().until(() -> all.size() == 5);
        streaming.set(false);
        await().until(() -> all.size() == 6);
        assertThat(Duration.ofNanos(all.get(4).nanos() - all.get(3).nanos()))
                .as("once the interval has grown")
                .isGreaterThan(TIMINGS.notifyInterval().multipliedBy(3));
        await().during(TIMINGS.notifyInterval().multipliedBy(2)).until(() -> all.size() == 6);
        long start = System.nanoTime();
        notifier.mark("b");
        await().until(() -> all.size() == 7);
        assertThat(Duration.ofNanos(all.get(6).nanos() - start)).isLessThan(TIMINGS.notifyInterval());
    }

    @Test
    void failedChannelsAreKeptUntilTheyGoThrough() {
        broken.set(true);
        notifier.mark("a");
        await().until(() -> attempts.get() >= 3);
        notifier.mark("b");
        broken.set(false);
        await().until(() -> sent.stream().anyMatch(s -> s.channels().contains("a")));
        await().until(() -> sent.stream().anyMatch(s -> s.channels().contains("b")));
    }

    @Test
    void goesOnAfterAnError() {
        List<String> notified = new CopyOnWriteArrayList<>();
        notifier = notifier(channels -> {
            if (attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("not really");
            }
            notified.addAll(channels);
        });
        notifier.mark("a");
        await().until(() -> notified.contains("a"));
    }

    @Test
    void closeSendsWhatIsLeftWithoutWaitingForTheInterval() {
        notifier.mark("a");
        await().pollInterval(Duration.ofMillis(1)).until(() -> sent.size() == 1);
        long start = System.nanoTime();
        notifier.mark("b");
        notifier.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).channels()).containsExactly("b");
        notifier.mark("c");
        assertThat(sent).hasSize(2);
    }

    @Test
    void closeDoesNotRetryForEver() {
        broken.set(true);
        notifier.mark("a");
        await().until(() -> attempts.get() >= 1);
        notifier.close();
        int after = attempts.get();
        assertThat(sent).isEmpty();
        await().during(Duration.ofMillis(100)).until(() -> attempts.get() == after);
    }

    @Test
    void memoryIsBounded() throws Exception {
        Semaphore inside = new Semaphore(0);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        notifier = notifier(channels -> {
            sizes.add(channels.size());
            inside.release();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        });
        notifier.mark("first");
        inside.acquire();
        IntStream.range(0, PostCommitNotifier.MAX_CHANNELS * 2).forEach(i -> notifier.mark("c" + i));
        goOn.countDown();
        notifier.close();
        assertThat(sizes).containsExactly(1, PostCommitNotifier.MAX_CHANNELS);
    }

    @Test
    void manyThreadsFewStatementsAndTheLastMarkIsNeverLost() throws Exception {
        AtomicInteger highest = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        notifier = notifier(channels -> {
            attempts.incrementAndGet();
            seen.set(highest.get());
        });
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    highest.incrementAndGet();
                    notifier.mark("a");
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().until(() -> seen.get() == 8_000);
        assertThat(attempts.get()).isLessThan(200);
    }
}
