/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

/** Where a contestant keeps its messages, seen from outside of Camel. Its work is neither timed nor counted. */
interface PeerQueue {

    /** So many that handlers never wait for each other's account. */
    int ACCOUNTS = 10_000;

    /** The message of a number, as JSON. */
    static String message(int number) {
        return "{\"account\":" + number % ACCOUNTS
                + ",\"amount\":\"25.00\",\"currency\":\"EUR\",\"text\":\"Invoice 4711\"}";
    }

    /** Removes all messages. */
    void clear() throws Exception;

    /** Adds so many messages with the numbers from 0. */
    void fill(int messages) throws Exception;

    /** How many messages there are, those that somebody is handling included. */
    long size();

    /** Ends what it has started. */
    default void close() throws Exception {}
}
