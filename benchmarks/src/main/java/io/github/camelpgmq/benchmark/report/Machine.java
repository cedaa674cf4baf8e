/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.BenchmarkServer;
import io.github.camelpgmq.benchmark.harness.CommitProbe;
import io.github.camelpgmq.benchmark.harness.Numbers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the numbers come from. It names no host, no user and no path, so that a report can be published.
 *
 * @param facts what it is, by name, in the order of the report
 */
public record Machine(Map<String, String> facts) {

    private static final Duration PROBE = Duration.ofSeconds(2);

    public Machine {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Looks at this machine and at the server, and measures what a commit costs there. */
    public static Machine inspect(BenchmarkServer server, Settings settings) throws SQLException {
        Map<String, String> facts = new LinkedHashMap<>(Client.facts());
        try (BenchmarkDatabase database = server.createDatabase()) {
            facts.put("PostgreSQL", database.text("SHOW server_version") + ", " + server.kind());
            facts.put(
                    "PGMQ",
                    database.text("SELECT coalesce((SELECT extversion FROM pg_extension WHERE extname = 'pgmq'),"
                            + " 'installed as plain SQL')"));
            facts.put("Server settings", serverSettings(database));
        }
        CommitProbe probe = CommitProbe.measure(
                server, Duration.ofMillis(Math.round(PROBE.toMillis() * Math.min(1, settings.scale()))));
        facts.put(
                "One connection",
                Numbers.text(probe.roundTripsPerSecond()) + " round trips per second (SELECT 1), "
                        + Numbers.text(probe.commitsPerSecond()) + " commits per second (INSERT)");
        facts.put("Date", LocalDate.now(Clock.systemUTC()).toString());
        facts.put(
                "Rounds",
                settings.rounds() + " of each contestant, amounts of work times " + Numbers.text(settings.scale()));
        return new Machine(facts);
    }

    private static String serverSettings(BenchmarkDatabase database) {
        return Stream.of("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")
                .map(setting -> setting + "=" + database.text("SHOW " + setting))
                .collect(Collectors.joining(", "));
    }
}
