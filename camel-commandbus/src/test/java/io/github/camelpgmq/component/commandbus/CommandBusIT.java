/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.AtOnce;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class CommandBusIT extends CommandBusTestBase {

    @Test
    void handlesACommandWithItsEffectReplyAndAudit() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(Map.of("done", true)));
        UUID id = send(Map.of("amount", 5));

        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(effects(id)).isOne();
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        assertThat(queued()).isZero();
        List<PgmqMessage> sent = client.read(replies, Duration.ofSeconds(30), 10);
        assertThat(sent).singleElement().satisfies(reply -> assertThat(reply.body())
                .contains("SUCCESS")
                .contains(id.toString())
                .contains("done"));
    }

    @Test
    void commandGoesToTheRouteOfItsTypeOrToTheOneForEveryType() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain).process(e -> seen.add("every"));
                from("commandbus:" + domain + "/Debit").process(e -> seen.add("debit"));
            }
        });
        template.sendBody("commandbus:" + domain + "/Debit", "{}");
        template.sendBody("commandbus:" + domain + "/Other", "{}");
        await().untilAsserted(() -> assertThat(seen).containsExactlyInAnyOrder("every", "debit"));
    }

    @Test
    void typeWithoutARouteGoesToTroubleshooting() throws Exception {
        handle("", exchange -> {});
        UUID id = UUID.randomUUID();
        template.sendBodyAndHeader(
                "commandbus:" + domain + "/Nobody", "{}", CommandBusConstants.COMMAND_ID, id.toString());
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorCode()).isEqualTo("HANDLER_NOT_FOUND");
    }

    @Test
    void transientFailureIsRetriedAndLeavesOneEffect() throws Exception {
        handle("&retryBackoff=200ms", exchange -> {
            if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                throw new TransientCommandException("GATEWAY", "not yet");
            }
        });
        UUID id = send(Map.of());
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(effects(id)).isOne();
        assertThat(events(id))
                .containsExactly("SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED", "RECEIVED", "COMPLETED");
    }

    @Test
    void usedUpAttemptsGoToTroubleshootingAndAnOperatorRepairsTheData() throws Exception {
        handle("&retryBackoff=100ms", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("-1")) {
                throw new IllegalStateException("negative");
            }
        });
        UUID id = UUID.randomUUID();
        template.sendBodyAndHeaders(
                "commandbus:" + domain + "/Debit",
                Map.of("amount", -1),
                Map.of(CommandBusConstants.COMMAND_ID, id.toString(), CommandBusConstants.MAX_ATTEMPTS, 2));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).attempts()).isEqualTo(2);
        assertThat(effects(id)).isZero();
        assertThat(bus.troubleshooting().list(CommandFilter.of(domain)).items())
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.command().commandId()).isEqualTo(id);
                    assertThat(item.dataJson()).contains("-1");
                });

        bus.troubleshooting().retry(domain, id, "{\"amount\": 7}", "olga", "sign");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(effects(id)).isOne();
        assertThatThrownBy(() -> bus.troubleshooting().retry(domain, id, null, "olga", "again"))
                .isInstanceOf(InvalidCommandStateException.class);
    }

    @Test
    void permanentFailureGoesToTroubleshootingWithoutAReply() throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("BROKEN", "never");
        });
        UUID id = send(Map.of());
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "MOVED_TO_TSQ");
        assertThat(rows(replies.table())).isZero();
        assertThat(effects(id)).isZero();
    }

    @Test
    void brokenBusinessRuleFailsWithAReply() throws Exception {
        handle("", exchange -> {
            throw new BusinessRuleException("NO_FUNDS", "poor");
        });
        UUID id = send(Map.of());
        awaitStatus(id, CommandStatus.FAILED);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "BUSINESS_RULE_FAILED");
        assertThat(effects(id)).isZero();
        assertThat(client.read(replies, Duration.ofSeconds(30), 10))
                .singleElement()
                .satisfies(reply -> assertThat(reply.body()).contains("FAILED").contains("NO_FUNDS"));
    }

    @Test
    void connectionKilledInTheHandlerLeavesEverythingAgreeing() throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        handle("&retryBackoff=200ms", exchange -> {
            if (killed.compareAndSet(false, true)) {
                int pid;
                try (Connection connection = aware.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
                    rows.next();
                    pid = rows.getInt(1);
                }
                sql("SELECT pg_terminate_backend(" + pid + ")");
            }
        });
        UUID id = send(Map.of());

        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(killed).isTrue();
        assertThat(get(id).attempts()).isEqualTo(2);
        assertThat(effects(id)).isOne();
        assertThat(queued()).isZero();
        assertThat(events(id)).containsOnlyOnce("COMPLETED").endsWith("COMPLETED");
        assertThat(rows(replies.table())).isOne();
    }

    @Test
    void handlerSlowerThanItsLeaseLeavesOneEffect() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        handle("&visibilityTimeout=1s&extendMessageVisibility=false&concurrentConsumers=2", exchange -> {
            both.countDown();
            both.await(4, TimeUnit.SECONDS);
        });
        UUID id = send(Map.of());

        // A command that is taken for a suspect waits until the first handler is done, and that one has lost its lease.
        awaitStatus(id, CommandStatus.COMPLETED);
        await().untilAsserted(() -> assertThat(queued()).isZero());
        assertThat(effects(id)).isOne();
        assertThat(events(id)).containsOnlyOnce("COMPLETED").contains("LEASE_LOST");
        assertThat(rows(replies.table())).isOne();
    }

    @Test
    void longHandlerKeepsItsLease() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        handle("&visibilityTimeout=1s&concurrentConsumers=2", exchange -> {
            starts.incrementAndGet();
            never.await(3, TimeUnit.SECONDS);
        });
        UUID id = send(Map.of());
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(starts).hasValue(1);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
    }

    @Test
    void sameIdSentByTwoThreadsAtOnceGivesOneCommand() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID id = UUID.randomUUID();
            List<Boolean> sent = AtOnce.run(2, number -> {
                Exchange result = template.send("commandbus:" + domain + "/Debit", e -> {
                    e.getMessage().setBody("{}");
                    e.getMessage().setHeader(CommandBusConstants.COMMAND_ID, id.toString());
                });
                if (result.getException() != null) {
                    assertThat(result.getException()).isInstanceOf(DuplicateCommandException.class);
                }
                return result.getException() == null;
            });
            assertThat(sent).containsExactlyInAnyOrder(true, false);
            assertThat(queued()).isEqualTo(round + 1);
            assertThat(events(id)).containsExactly("SENT");
        }
    }

    @Test
    void duplicateMayBeIgnored() throws Exception {
        UUID id = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            template.sendBodyAndHeader(
                    "commandbus:" + domain + "/Debit?onDuplicate=ignore",
                    "{}",
                    CommandBusConstants.COMMAND_ID,
                    id.toString());
        }
        assertThat(queued()).isOne();
    }

    @Test
    void sendIsRolledBackWithItsTransaction() throws Exception {
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fail")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit")
                        .throwException(new IllegalStateException("no"));
                from("direct:request")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit?exchangePattern=InOut");
            }
        });
        assertThatThrownBy(() -> template.sendBody("direct:fail", "{}")).hasRootCauseMessage("no");
        assertThat(queued()).isZero();
        assertThat(bus.countByStatus(domain).values()).allMatch(count -> count == 0);
        assertThatThrownBy(() -> template.requestBody("direct:request", "{}"))
                .hasStackTraceContaining("inside a transaction");
    }

    @Test
    void requestsGetTheirOwnReplies() throws Exception {
        handle("&concurrentConsumers=4", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("13")) {
                throw new BusinessRuleException("UNLUCKY", "thirteen");
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> requests = new ArrayList<>();
            for (int i = 20; i < 60; i++) {
                String body = "{\"n\":" + i + "}";
                requests.add(() -> template.requestBody("commandbus:" + domain + "/Debit", body, String.class));
            }
            List<Future<String>> answers = threads.invokeAll(requests);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().replace(" ", "")).isEqualTo("{\"n\":" + (i + 20) + "}");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThatThrownBy(() -> template.requestBody("commandbus:" + domain + "/Debit", "{\"n\":13}"))
                .hasCauseInstanceOf(CommandFailedException.class)
                .hasStackTraceContaining("thirteen");
    }

    @Test
    void requestWithoutAnAnswerTimesOut() {
        assertThatThrownBy(() -> template.requestBody("commandbus:" + domain + "/Nobody?requestTimeout=500ms", "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
    }

    @Test
    void withoutATransactionCompletionsAreGrouped() throws Exception {
        handle("&transacted=false&concurrentConsumers=4", exchange -> {});
        for (int i = 0; i < 50; i++) {
            send(Map.of("n", i));
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.COMPLETED, 50L));
        assertThat(queued()).isZero();
        assertThat(rows(replies.table())).isEqualTo(50);
    }

    @Test
    void malformedMessagesAreSetAsideOnceAndForeignOnesAdopted() throws Exception {
        handle("", exchange -> {});
        UUID id = UUID.randomUUID();
        client.send(commands, "{\"no\":\"command\"}", null, null);
        client.send(commands, "[1,2]", null, null);
        client.send(
                commands,
                "{\"command_id\":\"" + id + "\",\"command_type\":\"Debit\",\"domain\":\"" + domain + "\",\"data\":{}}",
                null,
                null);
        bus.get(domain, id);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(bus.troubleshooting().list(CommandFilter.of(domain)).items())
                    .hasSize(2);
            assertThat(bus.get(domain, id))
                    .get()
                    .extracting(CommandMetadata::status)
                    .isEqualTo(CommandStatus.COMPLETED);
        });
        assertThat(queued()).isZero();
        assertThat(effects(id)).isOne();
    }

    @Test
    void commandWhoseLastAttemptHasNoOutcomeRunsAloneAndIsStoppedInTheEnd() throws Exception {
        UUID suspect = send(Map.of());
        UUID spent = send(Map.of());
        sql("UPDATE command_bus_command SET status = 'IN_PROGRESS', attempts = CASE command_id WHEN '" + spent
                + "' THEN max_attempts ELSE 1 END WHERE domain = '" + domain + "'");
        for (int i = 0; i < 10; i++) {
            send(Map.of());
        }
        AtomicInteger running = new AtomicInteger();
        AtomicInteger beside = new AtomicInteger(-1);
        handle("&concurrentConsumers=4", exchange -> {
            int others = running.getAndIncrement();
            if (suspect.toString().equals(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID))) {
                beside.set(others);
            }
            running.decrementAndGet();
        });
        awaitStatus(suspect, CommandStatus.COMPLETED);
        awaitStatus(spent, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(suspect).attempts()).isEqualTo(2);
        assertThat(beside).hasValue(0);
    }

    @Test
    void missingSchemaIsAStartUpErrorThatNamesTheCure() {
        CommandBusComponent strict = new CommandBusComponent();
        strict.setCommandTable("nowhere_command");
        strict.setDataSource(pool);
        camel.addComponent("strict", strict);
        assertThatThrownBy(() -> template.sendBody("strict:" + domain + "/Debit", "{}"))
                .hasStackTraceContaining("nowhere_command");
    }
}
