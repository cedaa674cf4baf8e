/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

/**
 * One way of doing the work of a case.
 *
 * @param name    as it stands in the reports, such as {@code raw} or {@code pgmq:}
 * @param factory sets it up in a database of its own
 */
public record Contestant(String name, Factory factory) {

    /** Sets up a contestant. */
    @FunctionalInterface
    public interface Factory {

        /**
         * @param database a database with PGMQ and nothing else; it is closed after the runner
         * @return what does the rounds
         */
        RoundRunner open(BenchmarkDatabase database) throws Exception;
    }
}
