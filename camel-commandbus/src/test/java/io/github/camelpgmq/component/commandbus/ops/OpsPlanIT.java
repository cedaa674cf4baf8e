/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With 100,000 commands in troubleshooting among many others, what operators see and do are look-ups in indexes. */
class OpsPlanIT extends OpsIT {

    private static final int TROUBLED = 100_000;
    private static final Instant DEEP = Instant.parse("2030-01-01T10:00:00Z");

    private List<DomainName> one;
    private List<DomainName> three;

    @BeforeEach
    void fill() throws SQLException {
        one = List.of(new DomainName(domain));
        three = List.of(new DomainName(domain), new DomainName(domain + "x"), new DomainName(domain + "y"));
        manyTroubled(domain, TROUBLED, "T");
        for (String name : List.of(domain + "x", domain + "y")) {
            new CommandStore(name, CommandTables.DEFAULT).createQueues(connection);
            manyTroubled(name, 1000, "T");
        }
        execute("UPDATE command_bus_command SET command_type = 'U', batch_id = ('00000000-0000-0000-0000-' ||"
                + " lpad((msg_id / 100)::text, 12, '0'))::uuid WHERE domain = '" + domain + "' AND msg_id % 2 = 0");
        execute(
                "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id, correlation_id,"
                        + " created_at) SELECT '" + domain
                        + "', gen_random_uuid(), 'T', 'COMPLETED', 'q', n, gen_random_uuid(),"
                        + " timestamptz '2030-01-01' + n * interval '1 second' FROM generate_series(1, 200000) n");
        execute("INSERT INTO command_bus_audit (domain, command_id, event_type) SELECT domain, command_id, 'SENT'"
                + " FROM command_bus_command WHERE domain = '" + domain + "'");
        execute("VACUUM ANALYZE command_bus_command, command_bus_audit, " + archiveTable());
    }

    @Test
    void areLookUps() throws SQLException {
        // With its values known, and for any.
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            execute("SET plan_cache_mode = " + mode);
            questions();
            actions();
        }
    }

    private void questions() throws SQLException {
        CommandFilter page = CommandFilter.of(domain).withLimit(50);
        String deep = new PageToken(DEEP, domain, UUID.randomUUID()).text();

        for (List<DomainName> domains : List.of(one, three)) {
            for (CommandFilter filter : List.of(
                    page,
                    page.withAfter(deep),
                    page.withCommandType("T"),
                    page.withCommandType("T").withAfter(deep))) {
                assertThat(plan(search.selectTroubled(filter, domains)))
                        .contains("command_bus_command_troubled_idx", "a_" + domain + "__commands_pkey");
            }
            for (CommandFilter filter : List.of(
                    page,
                    page.withAfter(deep),
                    page.withStatus(CommandStatus.COMPLETED).withCommandType("T"),
                    page.withCreated(DEEP, DEEP.plusSeconds(600)))) {
                assertThat(plan(search.select(filter, domains))).contains("command_bus_command_created_idx");
            }
        }
        assertThat(plan(search.select(page.withBatchId(new UUID(0, 0x50)), one)))
                .contains("command_bus_command_batch_idx");
        assertThat(plan(search.select(page.withCorrelationId(UUID.randomUUID()), one)))
                .contains("command_bus_command_correlation_idx");
        assertThat(plan(TroubleshootingSize.select(store), "")).contains("command_bus_command_troubled_idx");
        assertThat(plan(queries.get, "'" + domain + "', gen_random_uuid()")).contains("Index Scan");
        assertThat(plan(queries.auditTrail, "'" + domain + "', gen_random_uuid()"))
                .contains("command_bus_audit_pkey")
                .doesNotContain("Sort");
        assertThat(plan(queries.auditPage, "'" + domain + "', gen_random_uuid(), 5, 100"))
                .contains("command_bus_audit_pkey")
                .doesNotContain("Sort");
    }

    private void actions() throws SQLException {
        DeskSql sql = new DeskSql(store);
        for (boolean lock : new boolean[] {true, false}) {
            for (PageToken after : Arrays.asList(null, new PageToken(DEEP, domain, UUID.randomUUID()))) {
                assertThat(plan(sql.chunk(CommandFilter.of(domain), after, 500, lock)))
                        .contains("command_bus_command_troubled_idx");
            }
        }
        plan(sql.lock, "gen_random_uuid()");
        plan(sql.archived, "array_fill(5::bigint, ARRAY[500])");
        plan(
                sql.retry,
                ids() + ", array_fill(5::bigint, ARRAY[500]), " + texts("{}") + ", " + texts("T") + ", " + texts("q")
                        + ", " + ids() + ", 'a', 'b', false");
        plan(sql.resolve, ids() + ", " + texts("q") + ", " + texts("{}") + ", 'CANCELED', 'OPERATOR_CANCEL', 'a', 'b'");
    }

    private static String ids() {
        return "array_fill(gen_random_uuid(), ARRAY[500])";
    }

    private static String texts(String text) {
        return "array_fill('" + text + "'::text, ARRAY[500])";
    }

    private String plan(Selection selection) throws SQLException {
        return plan(
                selection.sql(),
                Arrays.stream(selection.parameters()).map(OpsPlanIT::literal).collect(Collectors.joining(", ")));
    }

    private String plan(String statement, String values) throws SQLException {
        QueryPlan plan = QueryPlan.of(connection, statement, values);
        assertThat(plan)
                .matches(p -> !p.scans("command_bus_command") && !p.scans("command_bus_audit"), "uses indexes")
                .matches(p -> !p.scans("a_" + domain + "__commands"), "finds payloads by key");
        assertThat(plan.cost()).as("not worth to be compiled: " + plan).isLessThan(100_000);
        return plan.toString();
    }

    private static String literal(Object value) {
        String text = value instanceof OffsetDateTime time ? time.toInstant().toString() : value.toString();
        return value instanceof Number ? text : "'" + text + "'";
    }
}
