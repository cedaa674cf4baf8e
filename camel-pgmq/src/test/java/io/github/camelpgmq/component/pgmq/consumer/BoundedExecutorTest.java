/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {

    private final List<Integer> begun = new CopyOnWriteArrayList<>();
    private final Semaphore mayEnd = new Semaphore(0);

    /** As Camel's are when virtual threads are enabled. */
    private final Executor threadPerTask = task -> new Thread(task).start();

    @Test
    void noMoreRunAtOnceAndTheOthersFollowInTheirOrder() {
        Executor bounded = BoundedExecutor.of(threadPerTask, 2);
        for (int i = 0; i < 5; i++) {
            int number = i;
            bounded.execute(() -> {
                begun.add(number);
                mayEnd.acquireUninterruptibly();
            });
        }
        await().untilAsserted(() -> assertThat(begun).containsExactlyInAnyOrder(0, 1));

        mayEnd.release();
        await().untilAsserted(() -> assertThat(begun).hasSize(3).endsWith(2));

        mayEnd.release(4);
        await().untilAsserted(() -> assertThat(begun).containsExactlyInAnyOrder(0, 1, 2, 3, 4));
    }

    @Test
    void aTaskThatFailsMakesRoomForTheNext() throws Exception {
        Executor bounded = BoundedExecutor.of(threadPerTask, 1);
        CountDownLatch done = new CountDownLatch(1);
        bounded.execute(() -> {
            mayEnd.acquireUninterruptibly();
            throw new IllegalStateException("no");
        });
        bounded.execute(done::countDown);

        mayEnd.release();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsRefusedTakesNoRoom() {
        List<Runnable> taken = new CopyOnWriteArrayList<>();
        List<RuntimeException> refusal =
                new CopyOnWriteArrayList<>(List.of(new RejectedExecutionException("shut down")));
        Executor bounded = BoundedExecutor.of(
                task -> {
                    if (!refusal.isEmpty()) {
                        throw refusal.remove(0);
                    }
                    taken.add(task);
                },
                1);

        assertThatThrownBy(() -> bounded.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        bounded.execute(() -> {});

        assertThat(taken).hasSize(1);
    }

    @Test
    void aPoolIsBoundedAnyway() {
        var pool = Executors.newFixedThreadPool(1);
        assertThat(BoundedExecutor.of(pool, 1)).isSameAs(pool);
        pool.shutdown();
    }
}
