/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.camel.Processor;

/** When the messages of a round came, by {@link System#nanoTime}. Thread-safe. */
final class Arrivals {

    private static final int PATIENCE_MINUTES = 1;

    private volatile Round round = new Round(0);

    /** Begins anew. */
    void expect(int messages) {
        round = new Round(messages);
    }

    /** The first step of a route. */
    Processor entry() {
        return exchange -> {
            long now = System.nanoTime();
            came(Numbered.number(exchange.getMessage().getBody(String.class)), now);
        };
    }

    void came(int number, long nanos) {
        round.came(number, nanos);
    }

    /** @throws IllegalStateException unless each has come once within a minute */
    long[] await() throws InterruptedException {
        return round.await();
    }

    private static final class Round {

        private final AtomicLongArray times;
        private final CountDownLatch missing;
        private final AtomicInteger surplus = new AtomicInteger();

        private Round(int messages) {
            times = new AtomicLongArray(messages);
            missing = new CountDownLatch(messages);
        }

        private void came(int number, long nanos) {
            if (number < times.length() && times.compareAndSet(number, 0, nanos)) {
                missing.countDown();
            } else {
                surplus.incrementAndGet();
            }
        }

        private long[] await() throws InterruptedException {
            boolean all = missing.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (!all || surplus.get() > 0) {
                throw new IllegalStateException("Of " + times.length() + " messages " + missing.getCount()
                        + " did not come, and " + surplus.get() + " came that were not expected");
            }
            long[] nanos = new long[times.length()];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = times.get(i);
            }
            return nanos;
        }
    }
}
