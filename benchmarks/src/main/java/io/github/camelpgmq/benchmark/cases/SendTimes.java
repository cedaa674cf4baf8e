/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * When the messages of a round were sent, by {@link System#nanoTime}. On Linux all JVMs of a machine share that clock.
 *
 * @param called   before each call
 * @param returned after it, hence after the commit
 */
record SendTimes(long[] called, long[] returned) {

    private static final int SHORTEST_PAUSE_MICROS = 20_000;
    private static final int LONGEST_PAUSE_MICROS = 50_000;

    /** Sends a message. */
    @FunctionalInterface
    interface Send {
        void send(int number) throws Exception;
    }

    /** Sends the messages of a round. */
    @FunctionalInterface
    interface Sender {

        SendTimes send(int messages) throws Exception;

        /** Ends what it has started. */
        default void close() throws IOException {}
    }

    /** Sends one message after the other, with pauses of 20 to 50 ms in which all come to rest. */
    static SendTimes measure(int messages, Send send) throws Exception {
        Random random = new Random(messages);
        SendTimes times = new SendTimes(new long[messages], new long[messages]);
        for (int i = 0; i < messages; i++) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(SHORTEST_PAUSE_MICROS, LONGEST_PAUSE_MICROS));
            times.called[i] = System.nanoTime();
            send.send(i);
            times.returned[i] = System.nanoTime();
        }
        return times;
    }
}
