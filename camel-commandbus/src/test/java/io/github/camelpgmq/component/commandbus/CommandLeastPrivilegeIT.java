/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.BulkResult;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.TestRole;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles that have just the rights of grants.sql, and roles that lack some of them. */
class CommandLeastPrivilegeIT extends CommandBusTestBase {

    private static final Pattern CURE = Pattern.compile("run ((?:GRANT .+? TO [\\w<>]+(?:; )?)+)");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestRole role;

    @Override
    protected void configure(CamelContext context) {
        // As on a server whose administrator trusts nobody.
        sql("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq FROM PUBLIC");
    }

    @BeforeEach
    void createDomainAndRole() {
        // The owner's first command makes tables and queues.
        send("Debit", "{}", Map.of());
        sql("DELETE FROM " + commands.table());
        role = new TestRole(PGMQ.database());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        role.close();
    }

    @Test
    void aSenderSendsAndNothingElse() throws Exception {
        runScript("send");
        CommandBusNode sender = node();
        UUID id = UUID.randomUUID();
        Map<String, Object> headers =
                Map.of(CommandBusConstants.COMMAND_ID, id.toString(), CommandBusConstants.REPLY_TO, replies.name());
        sender.template().sendBodyAndHeaders(debit(""), "{}", headers);
        assertThat(sender.bus().get(domain, id).orElseThrow().status()).isEqualTo(CommandStatus.PENDING);
        assertThat(sender.bus().auditTrail(domain, id)).hasSize(1);

        // A duplicate inside a transaction takes its message back.
        sender.camel()
                .getRegistry()
                .bind("tx", new JdbcTransactionPolicy(new TransactionAwareDataSource(sender.pool())));
        RouteBuilder.addRoutes(
                sender.camel(), routes -> routes.from("direct:tx").policy("tx").to(debit("")));
        assertThatThrownBy(() -> sender.template().sendBodyAndHeaders("direct:tx", "{}", headers))
                .hasRootCauseInstanceOf(DuplicateCommandException.class);
        assertThat(queued()).isOne();

        assertThatThrownBy(() -> sender.bus().troubleshooting().cancel(domain, id, "eve", "fun"))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContainingAll("permission denied for table command_bus_command", CommandBusSchema.GRANTS);
        assertThat(catchThrowable(() -> handleIn(sender)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(
                        "Role " + role.name() + " may not handle commands of domain '" + domain + "'",
                        "GRANT UPDATE ON " + commands.table(),
                        "UPDATE ON public.command_bus_command");
        sender.bus()
                .batches()
                .create(BatchRequest.of(domain, "allowed"), List.of(CommandRequest.of(domain, "Debit", "{}")));
        assertDenied("DELETE FROM command_bus_command", "UPDATE command_bus_audit SET event_type = 'X'");
    }

    @Test
    void aHandlerHandlesRepliesAndSetsAside() throws Exception {
        runScript("handle");
        CommandBusNode handler = node();
        handleIn(handler);
        UUID good = send("{}");
        UUID bad = send(Map.of("kind", "bad"));
        UUID foreign = UUID.randomUUID();
        client.send(
                commands,
                "{\"domain\":\"" + domain + "\",\"command_type\":\"Debit\",\"command_id\":\"" + foreign
                        + "\",\"data\":{}}",
                null,
                null);
        client.send(commands, "{\"no\":\"command\"}", null, null);
        awaitStatus(good, CommandStatus.COMPLETED);
        awaitStatus(foreign, CommandStatus.COMPLETED);
        awaitStatus(bad, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> bus.countByStatus(domain).get(CommandStatus.IN_TROUBLESHOOTING_QUEUE) == 2);
        assertThat(sentReplies()).hasSize(1);
        assertThat(queued()).isZero();

        assertThat(catchThrowable(() -> handler.template().sendBody(debit(""), "{}")))
                .hasStackTraceContaining("may not send commands to domain '" + domain + "'")
                .hasStackTraceContaining("GRANT INSERT ON " + commands.table() + " TO " + role.name());
        assertThatThrownBy(() -> handler.bus().troubleshooting().retry(domain, bad, null, "eve", "fun"))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContainingAll("permission denied for table", CommandBusSchema.GRANTS);
        assertDenied(
                "DELETE FROM command_bus_command",
                "DELETE FROM command_bus_audit",
                "UPDATE command_bus_audit SET event_type = 'X'",
                "SELECT * FROM " + replies.table() + " FOR UPDATE",
                "DROP TABLE command_bus_batch");
    }

    @Test
    void anOperatorLooksAndResolves() throws Exception {
        handleIn(camel);
        UUID retried = send(Map.of("kind", "bad"));
        UUID canceled = send(Map.of("kind", "bad"));
        UUID completed = send(Map.of("kind", "bad"));
        for (UUID id : List.of(retried, canceled, completed)) {
            awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        }
        runScript("operate");
        CommandBus operator = node().bus();
        assertThat(operator.troubleshooting().list(CommandFilter.of(domain)).items())
                .hasSize(3);
        assertThat(operator.domains()).contains(domain);
        operator.troubleshooting().retry(domain, retried, "{}", "olga", "typo");
        operator.troubleshooting().cancel(domain, canceled, "olga", "obsolete");
        BulkRequest rest =
                BulkRequest.of(CommandFilter.of(domain), "olga", "by phone").withEverything(true);
        assertThat(operator.troubleshooting().complete(rest, "{}").first())
                .containsExactly(new BulkResult.Entry(domain, completed, null));
        awaitStatus(retried, CommandStatus.COMPLETED);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(sentReplies())
                .hasSize(3));
        assertThat(operator.queueMetrics(domain).totalMessages()).isPositive();
        assertThat(operator.auditTrail(domain, canceled)).isNotEmpty();
        assertThat(operator.countByStatus(domain)).containsEntry(CommandStatus.CANCELED, 1L);
        assertThat(operator.pause(domain, "Debit", "olga", "fun")).isTrue();
        assertThat(operator.resume(domain, "Debit", "olga", "over")).isTrue();
        assertThat(operator.purgeHistory(domain, Duration.ZERO).commands()).isEqualTo(3);

        assertThat(catchThrowable(() -> handleIn(node())))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("GRANT DELETE ON " + commands.table());
        assertDenied(
                "UPDATE command_bus_audit SET event_type = 'X'",
                "DELETE FROM " + commands.table(),
                "SELECT pgmq.create('mine')");
    }

    @Test
    void theScriptRefusesAnUnknownUse() {
        assertThatThrownBy(() -> runScript("everything")).hasStackTraceContaining("send, handle or operate");
    }

    @Test
    void theScriptServesForeignTablesWithTheirSequence() throws Exception {
        sql(
                "CREATE SCHEMA foreigners",
                "CREATE TABLE foreigners.command (LIKE command_bus_command INCLUDING ALL)",
                "CREATE TABLE foreigners.audit (LIKE command_bus_audit)",
                "ALTER TABLE foreigners.audit DROP COLUMN audit_id, ADD COLUMN audit_id bigserial",
                "CREATE TABLE foreigners.batch (LIKE command_bus_batch)");
        CommandBusNode sender = node();
        CommandBusComponent component = sender.camel().getComponent("commandbus", CommandBusComponent.class);
        component.setCommandTable("foreigners.command");
        component.setAuditTable("foreigners.audit");
        component.setBatchTable("foreigners.batch");
        // Before the role may so much as use the schema.
        role.grant("USAGE ON SCHEMA pgmq");
        assertThat(catchThrowable(() -> sender.template().sendBody(debit(""), "{}")))
                .hasStackTraceContaining("GRANT USAGE ON SCHEMA foreigners TO " + role.name())
                .hasStackTraceContaining("GRANT USAGE ON SEQUENCE foreigners.audit_audit_id_seq TO " + role.name());
        new TestSql(PGMQ.dataSource()).run(script("send").replace("'command_bus_", "'foreigners."));
        sender.template().sendBody(debit(""), "{}");
        assertThat(rows("foreigners.audit")).isOne();
    }

    /** Each right is reported at start when it is missing, and what the message says cures it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE | command_bus_command",
                "INSERT | command_bus_command",
                "SELECT | command_bus_command",
                "INSERT | command_bus_audit",
                "UPDATE | command_bus_batch",
                "UPDATE | pgmq.q_$__commands",
                "DELETE | pgmq.q_$__commands",
                "INSERT | pgmq.a_$__commands",
                "INSERT | pgmq.q_$__replies",
                "USAGE  | SCHEMA pgmq",
                "EXECUTE | ALL FUNCTIONS IN SCHEMA pgmq"
            })
    void aConsumerReportsTheMissingRight(String privilege, String object) throws Exception {
        runScript("handle");
        role.revoke(privilege + " ON " + object.replace("$", domain));
        Throwable refusal = catchThrowable(() -> handleIn(node()));
        String cure = cure(refusal).replace("<role>", role.name());
        assertThat(cure).contains(privilege);
        sql(cure);
        handleIn(node());
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.COMPLETED);
    }

    private void handleIn(CommandBusNode node) throws Exception {
        handleIn(node.camel());
    }

    private void handleIn(CamelContext context) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(debit("?pollInterval=1s")).process(exchange -> {
                    if (exchange.getMessage().getBody(String.class).contains("bad")) {
                        throw new PermanentCommandException("BAD", "bad");
                    }
                });
            }
        });
    }

    /** As the role. */
    private CommandBusNode node() {
        CommandBusNode node = new CommandBusNode(role.dataSource());
        opened.add(node);
        return node;
    }

    private static String cure(Throwable refusal) {
        for (Throwable one = refusal; one != null; one = one.getCause()) {
            Matcher matcher = CURE.matcher(String.valueOf(one.getMessage()));
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("No cure", refusal);
    }

    private void assertDenied(String... statements) {
        TestSql asRole = new TestSql(role.dataSource());
        for (String statement : statements) {
            assertThatThrownBy(() -> asRole.run(statement))
                    .as(statement)
                    .rootCause()
                    .hasMessageMatching("(?s)ERROR: (permission denied|must be owner).*");
        }
    }

    private void runScript(String use) throws IOException {
        sql(script(use));
    }

    /** As psql does it with -v. */
    private String script(String use) throws IOException {
        String resource = "/" + CommandBusSchema.GRANTS.replace("classpath:", "");
        try (InputStream in = CommandBus.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":'role'", "'" + role.name() + "'")
                    .replace(":'domain'", "'" + domain + "'")
                    .replace(":'use'", "'" + use + "'");
        }
    }
}
