/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When idle workers notice that there is something to do. Each domain has an engine of its own, which looks by itself in minutes only. */
class CommandWakeUpIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final String WORKERS = "workers";
    private static final List<String> IDLE = List.of("same", "other", "several", "language", "operator");

    /** When each command was handled last, and for which attempt. */
    private static final Map<UUID, Run> RUNS = new ConcurrentHashMap<>();

    private static Server server;
    private static CommandBusNode workers;
    private static CommandBusNode others;
    private static Instant begin;
    private static UUID delayed;
    private static UUID retried;
    private static UUID abandoned;
    private static UUID troubled;

    private record Run(Instant at, int attempt) {}

    @BeforeAll
    static void start() throws Exception {
        server = new Server(PGMQ.database());
        workers = new CommandBusNode(CommandBusNode.pool(server.dataSource(WORKERS), 30));
        others = new CommandBusNode(server.dataSource("others"));
        troubled = send(others, "operator", "Broken", Map.of());
        for (String domain : IDLE) {
            consume(workers, domain, "pollInterval=10m");
        }
        begin = Instant.now();
        delayed = send(others, "delayed", "Good", Map.of(CommandBusConstants.DELAY, LATER));
        retried = send(others, "retried", "Twice", Map.of());
        abandoned = send(others, "abandoned", "Good", Map.of());
        server.execute(
                "SELECT pgmq.read('abandoned__commands', 10, 1)",
                "UPDATE command_bus_command SET status = 'IN_PROGRESS', attempts = 1 WHERE command_id = '" + abandoned
                        + "'");
        for (String domain : List.of("delayed", "retried", "abandoned")) {
            consume(others, domain, "pollInterval=10m&visibilityTimeout=300s&retryBackoff=" + LATER.toSeconds() + "s");
        }
        consume(others, "unheard", "pollInterval=2s");
        server.awaitBackedOff(WORKERS, IDLE.size());
    }

    @AfterAll
    static void stop() {
        others.close();
        workers.close();
    }

    @Test
    void senderOfTheSameJvm() {
        assertPrompt(send(workers, "same", "Good", Map.of()));
    }

    @Test
    void senderElsewhere() {
        assertPrompt(send(others, "other", "Good", Map.of()));
    }

    @Test
    void manyAtOnce() {
        assertPrompt(others.bus()
                .sendBatch(List.of(CommandRequest.of("several", "Good", "{}")))
                .get(0)
                .id());
    }

    @Test
    void senderInAnotherLanguageThatNotifiesTheDomainsChannel() {
        UUID id = foreign("language");
        server.notify("commandbus.language");
        assertPrompt(id);
    }

    @Test
    void operatorElsewhere() {
        others.bus().troubleshooting().retry("operator", troubled, "{\"repaired\":true}", "ann", null);
        assertPrompt(troubled);
    }

    @Test
    void nobodyAtAll() {
        // Sent without a notification: found by the poll.
        assertPrompt(foreign("unheard"));
    }

    @Test
    void delayedCommand() {
        assertPunctual(delayed, 1);
    }

    @Test
    void retry() {
        assertPunctual(retried, 2);
    }

    @Test
    void commandOfAWorkerThatDied() {
        assertPunctual(abandoned, 2);
    }

    private static void assertPrompt(UUID id) {
        await().atMost(PROMPT).until(() -> RUNS.containsKey(id));
    }

    private static void assertPunctual(UUID id, int attempt) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(RUNS.get(id))
                .isNotNull()
                .extracting(Run::attempt)
                .isEqualTo(attempt));
        assertThat(Duration.between(begin, RUNS.get(id).at())).isBetween(LATER.minusMillis(500), LATER.multipliedBy(2));
    }

    private static UUID send(CommandBusNode node, String domain, String type, Map<String, Object> headers) {
        return UUID.fromString(node.template()
                .send("commandbus:" + domain + "/" + type, exchange -> {
                    exchange.getMessage().setBody("{}");
                    exchange.getMessage().getHeaders().putAll(headers);
                })
                .getMessage()
                .getHeader(CommandBusConstants.COMMAND_ID, String.class));
    }

    private static UUID foreign(String domain) {
        UUID id = UUID.randomUUID();
        server.execute("SELECT pgmq.send('" + domain + "__commands', '{\"domain\":\"" + domain
                + "\",\"command_type\":\"Good\",\"command_id\":\"" + id + "\",\"data\":{}}')");
        return id;
    }

    private static void consume(CommandBusNode node, String domain, String options) throws Exception {
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "?" + options).process(CommandWakeUpIT::handle);
            }
        });
        if (domain.equals("operator")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.bus().get(domain, troubled).orElseThrow().status()
                            == CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        }
    }

    private static void handle(Exchange exchange) {
        String type = exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class);
        int attempt = exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class);
        if (type.equals("Broken")
                && !exchange.getMessage().getBody(String.class).contains("repaired")) {
            throw new PermanentCommandException("BROKEN", "broken");
        }
        RUNS.put(
                UUID.fromString(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class)),
                new Run(Instant.now(), attempt));
        if (type.equals("Twice") && attempt == 1) {
            throw new TransientCommandException("LATER", "later");
        }
    }
}
