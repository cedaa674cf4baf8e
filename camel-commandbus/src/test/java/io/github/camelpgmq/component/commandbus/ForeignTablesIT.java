/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.ops.BatchFilter;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.store.IntakeStatements;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Works with tables that it has not made: other names and indexes, no primary key, a reply queue that is '' for none, a serial. */
class ForeignTablesIT extends CommandBusTestBase {

    private static final String COMMAND =
            """
            CREATE TABLE IF NOT EXISTS commandbus.command (
              domain text NOT NULL, queue_name text NOT NULL, msg_id bigint, command_id uuid NOT NULL, command_type text NOT NULL,
              status text NOT NULL, attempts int NOT NULL DEFAULT 0, max_attempts int NOT NULL, lease_expires_at timestamptz,
              last_error_type text, last_error_code text, last_error_msg text, created_at timestamptz NOT NULL DEFAULT now(),
              updated_at timestamptz NOT NULL DEFAULT now(), reply_queue text NOT NULL DEFAULT '', correlation_id uuid,
              batch_id uuid, CONSTRAINT uq_command UNIQUE (domain, command_id))""";

    private static final String AUDIT =
            """
            CREATE TABLE IF NOT EXISTS commandbus.audit (
              audit_id bigserial PRIMARY KEY, domain text NOT NULL, command_id uuid NOT NULL, event_type text NOT NULL,
              ts timestamptz NOT NULL DEFAULT now(), details_json jsonb)""";

    private static final String BATCH =
            """
            CREATE TABLE IF NOT EXISTS commandbus.batch (
              domain text NOT NULL, batch_id uuid NOT NULL, name text NOT NULL, custom_data jsonb, status text NOT NULL,
              total_count int NOT NULL DEFAULT 0, completed_count int NOT NULL DEFAULT 0, failed_count int NOT NULL DEFAULT 0,
              canceled_count int NOT NULL DEFAULT 0, in_troubleshooting_count int NOT NULL DEFAULT 0,
              created_at timestamptz NOT NULL DEFAULT now(), started_at timestamptz, completed_at timestamptz,
              PRIMARY KEY (domain, batch_id))""";

    @Override
    protected void configure(CamelContext context) {
        sql(
                "CREATE SCHEMA IF NOT EXISTS commandbus",
                COMMAND,
                AUDIT,
                BATCH,
                "CREATE INDEX IF NOT EXISTS by_status ON commandbus.command (status, command_type)",
                "CREATE INDEX IF NOT EXISTS by_age ON commandbus.command (status, created_at DESC)",
                "CREATE INDEX IF NOT EXISTS by_update ON commandbus.command (updated_at)",
                "CREATE INDEX IF NOT EXISTS by_command ON commandbus.audit (command_id, ts)");
        CommandBusComponent component = context.getComponent("commandbus", CommandBusComponent.class);
        component.setAutoCreateSchema(false);
        component.setCommandTable("commandbus.command");
        component.setAuditTable("commandbus.audit");
        component.setBatchTable("commandbus.batch");
    }

    @Test
    void completesWithEffectReplyAndAudit() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(Map.of("done", true)));
        UUID id = send(Map.of("amount", 5));
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(effects(id)).isOne();
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        assertThat(sentReplies()).singleElement().asString().contains("SUCCESS", "done");

        UUID silent = send("Debit", Map.of(), Map.of());
        awaitStatus(silent, CommandStatus.COMPLETED);
        assertThat(get(silent).replyQueue()).isNull();
        assertThat(text("SELECT reply_queue FROM commandbus.command WHERE command_id = '" + silent + "'"))
                .isEmpty();
        assertThat(sentReplies()).hasSize(1);
    }

    @Test
    void completesGroupedWithoutTransactions() throws Exception {
        handle("&transacted=false", exchange -> {});
        List<UUID> ids = List.of(send(Map.of()), send(Map.of()), send(Map.of()));
        ids.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
        await().untilAsserted(() -> assertThat(sentReplies()).hasSize(3));
    }

    @Test
    void followsABatchPausesAndPurges() throws Exception {
        handle("", exchange -> {});
        bus.pause(domain, "Debit", "ann", null);
        UUID batch = bus.batches()
                .create(
                        BatchRequest.of(domain, "b").withReplyTo(replies.name()),
                        List.of(CommandRequest.of(domain, "Debit", "{}"), CommandRequest.of(domain, "Debit", "{}")))
                .batchId();
        bus.resume(domain, "Debit", "ann", null);
        await().atMost(PATIENCE)
                .until(() -> bus.batches().get(domain, batch).orElseThrow().status() == BatchStatus.COMPLETED);
        assertThat(sentReplies()).hasSize(1);
        assertThat(bus.batches().list(domain, BatchFilter.ALL).items()).hasSize(1);

        assertThat(bus.purgeHistory(domain, Duration.ZERO)).isEqualTo(new PurgeResult(2, 2 * 3 + 2 + 1, 0, 1));
    }

    @Test
    void sendsEachIdOnce() {
        UUID id = send(Map.of());
        Map<String, Object> headers = Map.of(CommandBusConstants.COMMAND_ID, id.toString());
        assertThatThrownBy(() -> template.sendBodyAndHeaders(debit(""), "{}", headers))
                .hasRootCauseInstanceOf(DuplicateCommandException.class);
        camel.getRegistry().bind("tx", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        assertThatThrownBy(() -> {
                    RouteBuilder.addRoutes(
                            camel,
                            routes -> routes.from("direct:tx").policy("tx").to(debit("")));
                    template.sendBodyAndHeaders("direct:tx", "{}", headers);
                })
                .hasRootCauseInstanceOf(DuplicateCommandException.class);
        assertThat(queued()).isOne();
    }

    @Test
    void retriesThenWaitsForAnOperatorWhoRetriesWithOtherData() throws Exception {
        handle("&retryBackoff=100ms", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("-1")) {
                throw new IllegalStateException();
            }
        });
        UUID id = send("Debit", Map.of("amount", -1), Map.of(CommandBusConstants.MAX_ATTEMPTS, 2));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(bus.troubleshooting()
                        .list(CommandFilter.of(domain).withCommandType("Debit"))
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.dataJson()).contains("-1"));
        bus.troubleshooting().retry(domain, id, "{\"amount\": 7}", "olga", "sign");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(events(id))
                .containsExactly(
                        "SENT",
                        "RECEIVED",
                        "FAILED",
                        "RETRY_SCHEDULED",
                        "RECEIVED",
                        "FAILED",
                        "MOVED_TO_TSQ",
                        "OPERATOR_RETRY",
                        "RECEIVED",
                        "COMPLETED");
    }

    @Test
    void operatorsCancelAndComplete() throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("BROKEN", "never");
        });
        UUID canceled = send(Map.of());
        UUID completed = send(Map.of());
        awaitStatus(canceled, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(completed, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        bus.troubleshooting().cancel(domain, canceled, "olga", "obsolete");
        bus.troubleshooting().complete(domain, completed, "{\"by\":\"hand\"}", "olga", "done by phone");
        assertThat(get(canceled).status()).isEqualTo(CommandStatus.CANCELED);
        assertThat(get(completed).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(sentReplies()).anySatisfy(reply -> assertThat(reply).contains("CANCELED", "obsolete"));
        assertThat(sentReplies()).anySatisfy(reply -> assertThat(reply).contains("SUCCESS", "hand"));
    }

    @Test
    void failsByABusinessRule() throws Exception {
        handle("", exchange -> {
            throw new BusinessRuleException("NO_FUNDS", "poor");
        });
        UUID id = send(Map.of());
        awaitStatus(id, CommandStatus.FAILED);
        assertThat(sentReplies()).singleElement().asString().contains("FAILED", "NO_FUNDS");
    }

    @Test
    void setsAsideWhatHasNoAttemptLeft() throws Exception {
        UUID id = send(Map.of());
        sql("UPDATE commandbus.command SET status = 'IN_PROGRESS', attempts = max_attempts WHERE command_id = '" + id
                + "'");
        handle("", exchange -> {});
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(effects(id)).isZero();
    }

    @Test
    void adoptsWhatOthersSendAndQuarantinesWhatIsNoCommand() throws Exception {
        handle("", exchange -> {});
        UUID id = UUID.randomUUID();
        client.send(
                commands,
                "{\"domain\":\"" + domain + "\",\"command_type\":\"Debit\",\"command_id\":\"" + id
                        + "\",\"data\":{\"amount\":1}}",
                null,
                null);
        client.send(commands, "{\"no\":\"command\"}", null, null);
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED", "COMPLETED");
        await().untilAsserted(() -> assertThat(
                        bus.troubleshooting().list(CommandFilter.of(domain)).items())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.command().lastErrorCode()).isEqualTo(IntakeStatements.MALFORMED);
                    assertThat(item.bodyJson()).contains("\"no\"");
                }));
    }

    @Test
    void answersQueries() {
        UUID correlation = UUID.randomUUID();
        UUID id = send("Debit", Map.of(), Map.of(CommandBusConstants.CORRELATION_ID, correlation.toString()));
        send("Credit", Map.of(), Map.of());
        assertThat(bus.find(CommandFilter.of(domain).withCorrelationId(correlation))
                        .items())
                .extracting(CommandMetadata::commandId)
                .containsExactly(id);
        assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.PENDING, 2L);
        assertThat(bus.queueMetrics(domain).length()).isEqualTo(2);
        assertThat(events(id)).containsExactly("SENT");
    }
}
