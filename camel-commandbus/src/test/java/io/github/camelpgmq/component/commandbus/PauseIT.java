/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Pause;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.commandbus.store.PauseStatements;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PauseIT extends CommandBusTestBase {

    private static final Duration QUIET = Duration.ofSeconds(2);

    private final List<String> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeTheDomain() {
        camel.getComponent("commandbus", CommandBusComponent.class)
                .prepare(new CommandStore(domain, CommandTables.DEFAULT), DomainUse.QUERY);
    }

    @Test
    void aPausedDomainIsHandledNowhereUntilItIsResumed() throws Exception {
        try (CommandBusNode other = new CommandBusNode(PGMQ.dataSource())) {
            consume(camel, "", this::note);
            consume(other.camel(), "", this::note);
            UUID before = send("A", "{}", Map.of());
            awaitStatus(before, CommandStatus.COMPLETED);

            bus.pause(domain, null, "ann", "month end");
            awaitPaused(camel, other.camel());
            List<UUID> sent = sent("A", 20);

            await().during(QUIET).until(() -> handled.size() == 1);
            assertThat(sent).allSatisfy(id -> assertThat(events(id)).containsExactly("SENT"));

            other.bus().resume(domain, null, "bob", "done");
            awaitCompleted(sent);
        }
    }

    @Test
    void aPauseHoldsForWhoStartsLater() throws Exception {
        bus.pause(domain, null, null, null);
        UUID id = send("A", "{}", Map.of());
        consume(camel, "", this::note);

        await().during(QUIET).until(handled::isEmpty);

        bus.resume(domain, null, null, null);
        awaitStatus(id, CommandStatus.COMPLETED);
    }

    @Test
    void whatRunsGoesOnAndWhatWaitsIsGivenBackWithItsAttempt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        // Fast at first, so that it reads ahead.
        consume(camel, "", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("slow")) {
                running.countDown();
                assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
            }
        });
        awaitCompleted(sent("A", 300));
        List<UUID> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            slow.add(send("A", "\"slow\"", Map.of()));
        }
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE)
                .until(() -> slow.stream().filter(id -> get(id).attempts() == 1).count() > 1);

        bus.pause(domain, null, "ann", null);

        await().atMost(PATIENCE)
                .until(() -> slow.stream().filter(id -> get(id).attempts() == 1).count() == 1);
        assertThat(slow.stream().filter(id -> events(id).contains("RELEASED"))).isNotEmpty();
        release.countDown();
        await().atMost(PATIENCE)
                .until(() -> slow.stream()
                                .filter(id -> get(id).status() == CommandStatus.COMPLETED)
                                .count()
                        == 1);
        bus.resume(domain, null, "ann", null);
        awaitCompleted(slow);
        assertThat(slow).allSatisfy(id -> assertThat(get(id).attempts()).isEqualTo(1));
    }

    @Test
    void commandsOfAPausedTypeWaitUncountedWhileOthersGoOn() throws Exception {
        bus.pause(domain, "A", "ann", "provider is down");
        UUID delayed = send("A", "{}", Map.of(CommandBusConstants.DELAY, "1h"));
        List<UUID> paused = sent("A", 50);
        consume(camel, "", this::note);
        List<UUID> others = sent("B", 50);

        awaitCompleted(others);
        await().atMost(PATIENCE).until(() -> visible() == 0);
        assertThat(handled).containsOnly("B");
        assertThat(paused).allSatisfy(id -> {
            assertThat(get(id).attempts()).isZero();
            assertThat(get(id).status()).isEqualTo(CommandStatus.PENDING);
            assertThat(events(id)).containsExactly("SENT");
        });

        bus.resume(domain, "A", "ann", "provider is back");

        // They were put aside for half a minute.
        await().atMost(Duration.ofSeconds(15))
                .until(() -> paused.stream().allMatch(id -> get(id).status() == CommandStatus.COMPLETED));
        assertThat(paused).allSatisfy(id -> assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED"));
        assertThat(get(delayed).status()).isEqualTo(CommandStatus.PENDING);
        assertThat(rows(commands.table() + " WHERE vt > now() + interval '30 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void aBacklogOfAPausedTypeDoesNotHoldUpOthers() throws Exception {
        bus.pause(domain, "A", null, null);
        bus.sendBatch(IntStream.range(0, 20_000)
                .mapToObj(i -> CommandRequest.of(domain, "A", "{}"))
                .toList());
        UUID behind = send("B", "{}", Map.of());

        consume(camel, "?maxMessagesPerPoll=1", this::note);

        await().atMost(Duration.ofSeconds(15)).until(() -> get(behind).status() == CommandStatus.COMPLETED);
        assertThat(handled).containsOnly("B");
    }

    @Test
    void aRouteWhoseOnlyTypeIsPausedReadsNothing() throws Exception {
        bus.pause(domain, "A", null, null);
        UUID id = send("A", "{}", Map.of());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + "/A").process(PauseIT.this::note);
            }
        });

        await().during(QUIET).until(() -> visible() == 1);
        assertThat(number("SELECT read_ct FROM " + commands.table())).isZero();

        bus.resume(domain, "A", null, null);
        awaitStatus(id, CommandStatus.COMPLETED);
    }

    @Test
    void pausesMayBeRepeatedAndTheAuditKeepsWhoAndWhy() {
        assertThat(bus.pause(domain, null, "ann", "month end")).isTrue();
        assertThat(bus.pause(domain, null, "bob", "again")).isFalse();
        assertThat(bus.pause(domain, "A", "bob", "its provider")).isTrue();
        assertThat(bus.pauses(domain))
                .extracting(Pause::commandType, Pause::operator, Pause::reason)
                .containsExactly(tuple(null, "ann", "month end"), tuple("A", "bob", "its provider"));

        assertThat(bus.resume(domain, null, "ann", "over")).isTrue();
        assertThat(bus.resume(domain, null, "ann", "over")).isFalse();
        assertThat(bus.pauses(domain)).extracting(Pause::commandType).containsExactly("A");
        assertThat(events(PauseStatements.DOMAIN_ITSELF)).containsExactly("PAUSED", "PAUSED", "RESUMED");
        assertThatThrownBy(() -> bus.pause(domain, " ", null, null)).hasMessageContaining("command type");
    }

    @Test
    void routesPauseAndResume() {
        String uri = "commandbus:" + domain + "?operation=";
        Map<String, Object> headers = Map.of(
                CommandBusConstants.COMMAND_TYPE, "A",
                CommandBusConstants.OPERATOR, "ann",
                CommandBusConstants.REASON, "why");

        assertThat(template.requestBodyAndHeaders(uri + "pause", null, headers, Boolean.class))
                .isTrue();
        assertThat(template.requestBodyAndHeader(
                        "commandbus:" + domain + "/B?operation=pause",
                        null,
                        CommandBusConstants.COMMAND_TYPE,
                        "left over from another command",
                        Boolean.class))
                .isTrue();
        assertThat(template.requestBody(uri + "listPauses", (Object) null))
                .asInstanceOf(list(Pause.class))
                .extracting(Pause::commandType, Pause::operator, Pause::reason)
                .containsExactly(tuple("A", "ann", "why"), tuple("B", null, null));
        assertThat(template.requestBodyAndHeaders(uri + "resume", null, headers, Boolean.class))
                .isTrue();
        assertThat(bus.pauses(domain)).extracting(Pause::commandType).containsExactly("B");
    }

    private void note(Exchange exchange) {
        handled.add(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class));
    }

    private void consume(CamelContext context, String options, Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + options).process(processor);
            }
        });
    }

    private List<UUID> sent(String type, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(send(type, "{}", Map.of()));
        }
        return ids;
    }

    private void awaitCompleted(List<UUID> ids) {
        await().atMost(PATIENCE).until(() -> ids.stream().allMatch(id -> get(id).status() == CommandStatus.COMPLETED));
    }

    private long visible() {
        return rows(commands.table() + " WHERE vt <= now()");
    }

    private void awaitPaused(CamelContext... contexts) {
        for (CamelContext context : contexts) {
            CommandBusComponent component = context.getComponent("commandbus", CommandBusComponent.class);
            await().atMost(PATIENCE)
                    .until(() ->
                            component.engines().of(domain).engine().status().suspended());
        }
    }
}
