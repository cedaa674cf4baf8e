/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Several routes on one engine that come, pause and go while it works. */
class RoutesWhileRunningIT extends CommandBusTestBase {

    private final List<String> handled = new CopyOnWriteArrayList<>();

    @Test
    void typesWhoseRoutesStartLaterInTheSameContextAreWaitedFor() throws Exception {
        UUID slow = send("Slow", "{}", Map.of());
        UUID debit = send("Debit", "{}", Map.of());
        CountDownLatch firstHasRun = new CountDownLatch(1);
        camel.addRoutes(route("Debit", "Debit", exchange -> firstHasRun.countDown()));
        assertThat(firstHasRun.await(20, TimeUnit.SECONDS)).isTrue();
        // The engine has seen the command of the type that has no route yet.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(slow)).contains("RELEASED"));
        camel.addRoutes(route("Slow", "Slow", exchange -> {}));
        awaitStatus(debit, CommandStatus.COMPLETED);
        awaitStatus(slow, CommandStatus.COMPLETED);
        assertThat(get(slow).attempts()).isOne();
        assertThat(events(slow)).doesNotContain("MOVED_TO_TSQ");
    }

    @Test
    void engineOfAStartingContextBeginsWhenAllRoutesHaveStarted() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(send("T" + i, "{}", Map.of()));
        }
        CamelContext next = CommandBusNode.context(pool);
        for (int i = 0; i < 20; i++) {
            next.addRoutes(route("T" + i, "T" + i, exchange -> {}));
        }
        next.start();
        try {
            bus = CommandBus.of(next);
            ids.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
            ids.forEach(id -> assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED"));
        } finally {
            next.stop();
        }
    }

    @Test
    void typeWithoutARouteIsSetAsideWhenNothingHasChangedForAWhile() throws Exception {
        camel.addRoutes(route("Debit", "Debit", exchange -> {}));
        UUID id = send("Nobody", "{}", Map.of());
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorCode()).isEqualTo("HANDLER_NOT_FOUND");
        assertThat(get(id).lastErrorMessage()).contains("commandbus:" + domain + "/Nobody");
    }

    @Test
    void suspendedTypeWaitsAndIsNotTakenByTheRouteForEveryType() throws Exception {
        camel.addRoutes(route("Debit", "Debit", exchange -> {}));
        camel.addRoutes(route("", "every", exchange -> {}));
        UUID first = send("Debit", "{}", Map.of());
        awaitStatus(first, CommandStatus.COMPLETED);
        camel.getRouteController().suspendRoute("Debit");
        UUID waiting = send("Debit", "{}", Map.of());
        for (int i = 0; i < 5; i++) {
            awaitStatus(send("Other", "{}", Map.of()), CommandStatus.COMPLETED);
        }
        // Looked at again after each pollInterval, but neither claimed nor noted.
        assertThat(events(waiting)).containsExactly("SENT");
        assertThat(get(waiting).attempts()).isZero();
        assertThat(handled).doesNotContain("every Debit");

        camel.getRouteController().resumeRoute("Debit");
        awaitStatus(waiting, CommandStatus.COMPLETED);
        assertThat(get(waiting).attempts()).isOne();
        assertThat(handled).contains("Debit Debit").doesNotContain("every Debit");
    }

    @Test
    void suspendedRouteForEveryTypeLeavesItsCommandsUntouchedAndTheOthersRun() throws Exception {
        camel.addRoutes(route("Debit", "Debit", exchange -> {}));
        camel.addRoutes(route("", "every", exchange -> {}));
        awaitStatus(send("Other", "{}", Map.of()), CommandStatus.COMPLETED);
        camel.getRouteController().suspendRoute("every");
        UUID waiting = send("Other", "{}", Map.of());
        for (int i = 0; i < 5; i++) {
            awaitStatus(send("Debit", "{}", Map.of()), CommandStatus.COMPLETED);
        }
        // Looked at again after each pollInterval, but neither claimed nor noted.
        await().atMost(PATIENCE).until(() -> rows(commands.table() + " WHERE read_ct > 1") == 1);
        assertThat(events(waiting)).containsExactly("SENT");
        assertThat(get(waiting).attempts()).isZero();

        camel.getRouteController().resumeRoute("every");
        awaitStatus(waiting, CommandStatus.COMPLETED);
        assertThat(events(waiting)).containsExactly("SENT", "RECEIVED", "COMPLETED");
    }

    @Test
    void whatCannotBeLeftToOthersCostsNothingElseOfTheSameFetch() throws Exception {
        camel.addRoutes(route("Debit", "Debit", exchange -> {}, "&concurrentConsumers=4"));
        camel.addRoutes(route("Slow", "Slow", exchange -> {}));
        awaitStatus(send("Slow", "{}", Map.of()), CommandStatus.COMPLETED);
        camel.getRouteController().suspendRoute("Slow");
        String refuse = "refuse_" + domain;
        sql(
                "CREATE FUNCTION " + refuse + "() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'not given back'; END $$",
                "CREATE TRIGGER " + refuse + " BEFORE UPDATE ON " + commands.table() + " FOR EACH ROW"
                        + " WHEN (new.read_ct = old.read_ct AND new.message->>'command_type' = 'Slow')"
                        + " EXECUTE FUNCTION " + refuse + "()");
        UUID debit = UUID.randomUUID();
        bus.sendBatch(List.of(
                CommandRequest.of(domain, "Slow", "{}"),
                CommandRequest.of(domain, "Debit", "{}").withId(debit)));
        awaitStatus(debit, CommandStatus.COMPLETED);
        assertThat(events(debit)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        sql("DROP TRIGGER " + refuse + " ON " + commands.table());
    }

    @Test
    void removedRouteLetsItsHandlersFinishAndLeavesTheRestToOthers() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        camel.addRoutes(route("Debit", "Debit", exchange -> {
            started.countDown();
            go.await(20, TimeUnit.SECONDS);
        }));
        camel.addRoutes(route("Other", "Other", exchange -> {}));
        UUID running = send("Debit", "{}", Map.of());
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        CommandBusConsumer consumer =
                (CommandBusConsumer) camel.getRoute("Debit").getConsumer();
        Thread removal = new Thread(() -> remove("Debit"));
        removal.start();
        await().atMost(PATIENCE).until(consumer::isSuspended);
        UUID behind = send("Debit", "{}", Map.of());
        go.countDown();
        removal.join(TimeUnit.SECONDS.toMillis(30));
        awaitStatus(running, CommandStatus.COMPLETED);
        assertThat(camel.getRoute("Debit")).isNull();

        camel.addRoutes(route("", "every", exchange -> {}));
        awaitStatus(behind, CommandStatus.COMPLETED);
        assertThat(get(behind).attempts()).isOne();
        assertThat(handled).contains("every Debit");
        awaitStatus(send("Other", "{}", Map.of()), CommandStatus.COMPLETED);
    }

    @Test
    void whatWaitsForAHandlerIsGivenBackWhenTheLastRouteStops() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        camel.addRoutes(route("Debit", "Debit", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("block")) {
                started.countDown();
                go.await(20, TimeUnit.SECONDS);
            }
        }));
        // Handlers that have shown to be fast are given more than they can take at once.
        for (int i = 0; i < 60; i++) {
            awaitStatus(send("Debit", "{}", Map.of()), CommandStatus.COMPLETED);
        }
        UUID running = send("Debit", "{\"block\":true}", Map.of());
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        UUID waiting = send("Debit", "{}", Map.of());
        awaitStatus(waiting, CommandStatus.IN_PROGRESS);
        CommandBusConsumer consumer =
                (CommandBusConsumer) camel.getRoute("Debit").getConsumer();
        Thread removal = new Thread(() -> remove("Debit"));
        removal.start();
        await().atMost(PATIENCE).until(consumer::isSuspended);
        awaitStatus(waiting, CommandStatus.PENDING);
        assertThat(get(running).status()).isEqualTo(CommandStatus.IN_PROGRESS);
        go.countDown();
        removal.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(get(running).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(get(waiting).attempts()).isZero();
        assertThat(events(waiting)).containsExactly("SENT", "RECEIVED", "RELEASED");
        assertThat(rows(commands.table() + " WHERE vt <= clock_timestamp()")).isOne();
    }

    @Test
    void routesComeAndGoUnderLoadAndNothingIsLost() throws Exception {
        camel.addRoutes(route("", "every", exchange -> {}));
        List<UUID> ids = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            camel.addRoutes(route("Debit", "Debit", exchange -> {}));
            for (int i = 0; i < 20; i++) {
                ids.add(send("Debit", "{}", Map.of()));
            }
            remove("Debit");
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                .containsEntry(CommandStatus.COMPLETED, 100L));
        ids.forEach(id -> assertThat(events(id)).containsOnlyOnce("COMPLETED"));
        assertThat(handled).hasSize(100);
    }

    @Test
    void secondConsumerOfATypeIsRefusedAndDisturbsNobody() throws Exception {
        camel.addRoutes(route("Debit", "Debit", exchange -> {}));
        assertThatThrownBy(() -> camel.addRoutes(route("Debit", "again", exchange -> {}, "&retryBackoff=1s")))
                .hasStackTraceContaining("has two consumers for type 'Debit'");
        awaitStatus(send("Debit", "{}", Map.of()), CommandStatus.COMPLETED);
    }

    private void remove(String routeId) {
        try {
            camel.getRouteController().stopRoute(routeId);
            camel.removeRoute(routeId);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private RouteBuilder route(String type, String routeId, Processor then) {
        return route(type, routeId, then, "");
    }

    private RouteBuilder route(String type, String routeId, Processor then, String options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + (type.isEmpty() ? "" : "/" + type) + "?pollInterval=1s" + options)
                        .routeId(routeId)
                        .process(then)
                        .process(exchange -> handled.add(routeId + " " + typeOf(exchange)));
            }
        };
    }

    private static String typeOf(Exchange exchange) {
        return exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class);
    }
}
