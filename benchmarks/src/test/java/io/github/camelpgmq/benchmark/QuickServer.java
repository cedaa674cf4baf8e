/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import io.github.camelpgmq.benchmark.harness.BenchmarkServer;

/** The benchmark's server as tests want it: not durable. */
public final class QuickServer {

    /** For tests that need more of a server than one that exists already may have. */
    public static final String WHY_NOT_REMOTE = "needs pg_stat_statements preloaded and a superuser";

    private QuickServer() {}

    /** Lets servers that start from now on forget durability. */
    static void settings() {
        System.setProperty("pgmq.durable", "false");
    }

    /** Starts a server. */
    public static BenchmarkServer start() {
        settings();
        return BenchmarkServer.start();
    }
}
