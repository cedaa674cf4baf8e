/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

/**
 * What the database had to do, which a noisy machine cannot blur.
 *
 * @param commits    transactions committed ({@code pg_stat_database.xact_commit}); NaN where they were not counted
 * @param roundTrips times that a connection waited for the server's answer, counted at the client's sockets
 * @param statements statements executed ({@code pg_stat_statements.calls}, top level), without what the driver does to
 *     name a new connection
 * @param walBytes   bytes written to the log ({@code pg_current_wal_insert_lsn()})
 * @param processor  processor time; unlike the others it is blurred a little
 */
public record Costs(double commits, double roundTrips, double statements, double walBytes, ProcessorTime processor) {

    /** Without processor time. */
    public Costs(double commits, double roundTrips, double statements, double walBytes) {
        this(commits, roundTrips, statements, walBytes, ProcessorTime.UNKNOWN);
    }

    /** The same with processor time. */
    public Costs with(ProcessorTime time) {
        return new Costs(commits, roundTrips, statements, walBytes, time);
    }

    /** What has come since an earlier reading, without processor time. */
    public Costs since(Costs earlier) {
        return new Costs(
                commits - earlier.commits,
                roundTrips - earlier.roundTrips,
                statements - earlier.statements,
                walBytes - earlier.walBytes);
    }

    /** For each thousand of so many operations, without processor time. */
    public Costs perThousand(long operations) {
        double thousands = operations / 1000.0;
        return new Costs(commits / thousands, roundTrips / thousands, statements / thousands, walBytes / thousands);
    }
}
