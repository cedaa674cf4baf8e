/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

/** Does the rounds of a contestant, one after the other, on one thread. */
public interface RoundRunner {

    /** Makes the work of the next round ready, for example fills a queue. Neither timed nor counted. */
    default void prepare() throws Exception {}

    /**
     * Does the work of a round.
     *
     * @return what was measured; its duration is the time of the work alone
     * @throws IllegalStateException if the work was not done as it should be
     */
    Sample run() throws Exception;

    /** Ends what it has started. */
    default void close() throws Exception {}
}
