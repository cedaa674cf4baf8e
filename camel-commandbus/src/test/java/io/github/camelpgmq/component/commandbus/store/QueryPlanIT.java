/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With many commands no hot statement may read a whole table or a whole domain, neither with its values known nor with a generic plan, and
 * neither when the planner knows the tables nor when it knows nothing of them yet or only of other domains.
 */
class QueryPlanIT extends StoreIT {

    private static final String COMPLETIONS =
            """
            array_fill(1::bigint, ARRAY[50]), array_fill(1, ARRAY[50]), array_fill(gen_random_uuid(), ARRAY[50]),
            array_fill(''::text, ARRAY[50]), array_fill('{}'::text, ARRAY[50]), array_fill('{}'::text, ARRAY[50])""";

    private static final String SENT = "'{}', NULL, NULL, 0, gen_random_uuid(), 'T', 3, NULL, gen_random_uuid(), NULL";

    private static final String SENT_ALL =
            """
            array_fill('{}'::text, ARRAY[1000]), array_fill(NULL::text, ARRAY[1000]), array_fill(NULL::timestamptz, ARRAY[1000]),
            array_fill(0::bigint, ARRAY[1000]), array_fill(gen_random_uuid(), ARRAY[1000]), array_fill('T'::text, ARRAY[1000]),
            array_fill(3, ARRAY[1000]), array_fill(NULL::text, ARRAY[1000]), array_fill(gen_random_uuid(), ARRAY[1000]),
            array_fill(gen_random_uuid(), ARRAY[1000])""";

    /** What the planner can know. */
    private enum Known {
        /** Everything. */
        ALL,
        /** The tables as they were before the domain was begun. */
        OTHER_DOMAIN,
        /** Nothing: nobody has analyzed the tables. */
        NOTHING
    }

    private void fill(Known known) throws SQLException {
        // Nobody else may analyze them.
        execute("DROP TABLE command_bus_command, command_bus_audit, command_bus_batch");
        new CommandBusSchema(CommandTables.DEFAULT).create(connection);
        for (String table : List.of("command_bus_command", "command_bus_audit", "command_bus_batch", queue)) {
            execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
        if (known == Known.OTHER_DOMAIN) {
            execute("INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id)"
                    + " SELECT 'other', gen_random_uuid(), 'T', 'COMPLETED', 'q', n FROM generate_series(1, 100000) n");
            execute("INSERT INTO command_bus_audit (domain, command_id, event_type)"
                    + " SELECT domain, command_id, 'SENT' FROM command_bus_command");
            execute("ANALYZE command_bus_command, command_bus_audit");
        }
        execute("INSERT INTO " + queue + " (vt, message) SELECT clock_timestamp() + n * interval '1 second',"
                + " jsonb_build_object('command_id', gen_random_uuid()) FROM generate_series(1, 100000) n");
        execute("INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id)"
                + " SELECT '" + domain + "', (message->>'command_id')::uuid, 'T', 'PENDING', 'q', msg_id FROM "
                + queue);
        execute("INSERT INTO command_bus_audit (domain, command_id, event_type, details_json)"
                + " SELECT domain, command_id, 'RECEIVED', '{}' FROM command_bus_command WHERE domain = '" + domain
                + "'");
        if (known == Known.ALL) {
            execute("ANALYZE command_bus_command, command_bus_audit, " + queue);
        }
    }

    @ParameterizedTest
    @EnumSource(Known.class)
    void hotStatementsUseIndexes(Known known) throws SQLException {
        fill(known);
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            execute("SET plan_cache_mode = " + mode);
            hotStatementsUseIndexes();
        }
    }

    private void hotStatementsUseIndexes() throws SQLException {
        assertIndexed(store.claims().claim, "30, 100, 100, '{}', false");
        assertIndexed(store.outcomes().completeOne, "1, 1, gen_random_uuid(), 'q', '{}', '{}'");
        assertIndexed(store.outcomes().completeOneSilently, "1, 1, gen_random_uuid()");
        assertIndexed(store.outcomes().complete, COMPLETIONS);
        assertIndexed(store.claims().completeAndClaim, COMPLETIONS + ", 30, 100, 100, '{}', false");
        assertIndexed(store.outcomes().completeOrNoteLoss, COMPLETIONS);
        assertIndexed(
                store.outcomes().leasesLost,
                "array_fill(1::bigint, ARRAY[50]), array_fill(1, ARRAY[50]), array_fill(gen_random_uuid(), ARRAY[50])");
        assertIndexed(new CommandStore(domain, CommandTables.DEFAULT, true).outcomes().complete, COMPLETIONS);
        assertIndexed(store.intake().examine, "1, 1, gen_random_uuid()");
        assertIndexed(store.intake().claimOne, "1, 1, 1, gen_random_uuid()");
        assertIndexed(store.outcomes().retryLater, "NULL, 1, 1, 1, gen_random_uuid(), 'a', 'b', 'c', 1");
        assertIndexed(store.outcomes().toTroubleshooting, "1, 1, gen_random_uuid(), 'a', 'b', 'c', true");
        assertIndexed(store.outcomes().failBusiness, "1, 1, gen_random_uuid(), 'a', 'b', 'c', 'q', '{}', '{}'");
        assertIndexed(store.intake().exhaust, "1, 1, gen_random_uuid(), 'a', 'b'");
        assertIndexed(store.leases().renew, "ARRAY[1, 2]::bigint[], ARRAY[1, 1], 1000");
        assertIndexed(store.leases().hold, "ARRAY[1, 2]::bigint[], ARRAY[1, 1]");
        assertIndexed(
                store.leases().release,
                "ARRAY[1, 2]::bigint[], ARRAY[1, 1], ARRAY[gen_random_uuid(), gen_random_uuid()], ARRAY[true, true],"
                        + " ARRAY[false, false], 1000");
        assertIndexed(
                store.adoption().adopt,
                "array_fill(1::bigint, ARRAY[100]), array_fill(1, ARRAY[100]), array_fill(gen_random_uuid(), ARRAY[100]),"
                        + " array_fill('T'::text, ARRAY[100]), array_fill('r'::text, ARRAY[100]),"
                        + " array_fill(gen_random_uuid(), ARRAY[100]), 3");
        assertIndexed(store.sending().sendAutocommit, SENT);
        assertIndexed(store.sending().sendInTransaction, SENT);
        assertIndexed(store.sending().sendToBatchAutocommit, "gen_random_uuid(), " + SENT);
        assertIndexed(store.sending().sendToBatchInTransaction, "gen_random_uuid(), " + SENT);
        String toBatch = SENT_ALL + ", array_fill(gen_random_uuid(), ARRAY[1]), 1, 1000";
        assertIndexed(store.sending().sendAll, SENT_ALL + ", 1000");
        assertIndexed(store.sending().sendAllToBatches, toBatch);
        assertIndexed(store.sending().sendNew, SENT_ALL + ", 1000");
        assertIndexed(store.sending().sendNewToBatches, toBatch);
        assertIndexed(store.sending().existing, "array_fill(gen_random_uuid(), ARRAY[1000])");
        assertThat(QueryPlan.of(connection, store.leases().nextVisible, "0.01").toString())
                .containsPattern("Index Cond: .*vt > ");
    }

    private void assertIndexed(String statement, String values) throws SQLException {
        QueryPlan plan = QueryPlan.of(connection, statement, values);
        assertThat(plan).matches(p -> !p.scans("command_bus_") && !p.scans("q_"), "uses indexes");
        for (String table : List.of("command_bus_command", "command_bus_audit")) {
            assertThat(plan.indexConditions(table))
                    .as(plan.toString())
                    .allMatch(condition -> condition.contains("command_id ="), "finds its rows one by one");
        }
        assertThat(plan.cost()).as("not worth to be compiled: " + plan).isLessThan(100_000);
    }
}
