/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches, pauses and retention find their rows among many by indexes, neither with values known nor with a generic plan by reading a table. */
class OperationPlanIT extends StoreIT {

    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private final UUID batch = UUID.randomUUID();

    /** 100,000 commands in the domain; a batch of every tenth, of which all but the newest hundred have ended. */
    @BeforeEach
    void fill() throws SQLException {
        execute(
                "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id, batch_id,"
                        + " created_at, updated_at) SELECT '" + domain + "', gen_random_uuid(), 'T',"
                        + " CASE WHEN n > 99000 THEN 'PENDING' ELSE 'COMPLETED' END, 'q', n,"
                        + " CASE WHEN n % 10 = 0 THEN '" + batch
                        + "'::uuid END, now() - (100000 - n) * interval '1 minute',"
                        + " now() - (100000 - n) * interval '1 minute' FROM generate_series(1, 100000) n");
        execute("INSERT INTO command_bus_batch (domain, batch_id, name, status, completed_at, created_at)"
                + " SELECT '" + domain + "', gen_random_uuid(), 'old', 'COMPLETED', now() - n * interval '1 hour',"
                + " now() - n * interval '1 hour' FROM generate_series(1, 50000) n");
        execute("INSERT INTO command_bus_batch (domain, batch_id, name, status) VALUES ('" + domain + "', '" + batch
                + "', 'b', 'IN_PROGRESS')");
        execute("INSERT INTO command_bus_audit (domain, command_id, event_type) SELECT domain, command_id, 'SENT' FROM"
                + " command_bus_command WHERE domain = '" + domain + "'");
        execute(
                "INSERT INTO " + queue + " (vt, read_ct, message) SELECT now() - n * interval '1 second', 1,"
                        + " jsonb_build_object('command_id', gen_random_uuid(), 'command_type', 'T') FROM generate_series(1, 50000) n");
        execute(
                "INSERT INTO " + archiveTable() + " (msg_id, enqueued_at, archived_at, vt, message)"
                        + " SELECT n, now(), now() - n * interval '1 minute', now(), '{}'::jsonb FROM generate_series(1, 50000) n");
        execute("ANALYZE command_bus_command, command_bus_batch, command_bus_audit, " + queue + ", " + archiveTable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void nothingIsFoundByReadingATable(String mode) throws SQLException {
        execute("SET plan_cache_mode = " + mode);
        BatchStatements batches = store.batches();
        assertThat(plan(batches.complete, "ARRAY['" + batch + "'::uuid]").toString())
                .contains("Index Scan Backward using command_bus_command_batch_idx");
        plan(batches.open, "gen_random_uuid(), 'n', '{}', 'q'");
        plan(batches.lock, "'" + batch + "'");
        plan(batches.close, "'" + batch + "'");
        assertThat(plan(batches.inProgress, "").toString()).contains("command_bus_batch_open_idx");

        PauseStatements pauses = store.pauses();
        plan(pauses.current, "");
        plan(pauses.change, "'o', 'r', 'PAUSED', NULL");
        plan(pauses.park, "ARRAY[1, 2]::bigint[], ARRAY[1, 1], 1000, ARRAY['A'], 1000");
        plan(pauses.unpark, "'A', 1000");

        RetentionStatements retention = store.retention();
        plan(
                retention.commands,
                "now() - interval '60 days', '0001-01-01', '0001-01-01', '00000000-0000-0000-0000-000000000000', 100,"
                        + " now() - interval '60 days', ARRAY['COMPLETED']");
        plan(
                retention.batches,
                "now() - interval '60 days', '0001-01-01', '0001-01-01', '00000000-0000-0000-0000-000000000000', 100,"
                        + " now() - interval '60 days'");
        plan(retention.orphans, "now() - interval '30 days', '0001-01-01', '0001-01-01', -1, 100");
        plan(retention.pauses, "now()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void lookingWhetherARunningBatchIsDoneReadsAFewRows(String mode) throws SQLException {
        execute("SET plan_cache_mode = " + mode);
        execute("PREPARE look AS " + store.batches().complete.replace("?::uuid[]", "$1::uuid[]"));
        long buffers = 0;
        try (Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery(
                        "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) EXECUTE look(ARRAY['" + batch
                                + "'::uuid])")) {
            while (lines.next() && !lines.getString(1).startsWith("Planning")) {
                Matcher found = BUFFERS.matcher(lines.getString(1));
                if (found.find()) {
                    buffers = Math.max(
                            buffers,
                            Long.parseLong(found.group(1))
                                    + (found.group(2) == null ? 0 : Long.parseLong(found.group(2))));
                }
            }
        } finally {
            execute("DEALLOCATE look");
        }
        assertThat(buffers).isBetween(1L, 60L);
    }

    private QueryPlan plan(String statement, String values) throws SQLException {
        QueryPlan plan = QueryPlan.of(connection, statement, values);
        List<String> tables = List.of("command_bus_", "q_", "a_");
        assertThat(plan).as(statement).matches(p -> tables.stream().noneMatch(p::scans), "uses indexes");
        assertThat(plan.cost()).as("not worth to be compiled: " + plan).isLessThan(100_000);
        return plan;
    }
}
