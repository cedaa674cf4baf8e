/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the meters say is what has happened. */
class CommandMetricsIT extends CommandBusTestBase {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch held = new CountDownLatch(1);

    @Override
    protected void configure(CamelContext context) {
        context.getRegistry().bind("metrics", registry);
        context.getComponent("commandbus", CommandBusComponent.class).setMetricsInterval(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=false", "&transactionBatchSize=5"})
    void handledCommandsAreCountedByTheirOutcome(String options) throws Exception {
        routes("?pollInterval=1s&retryBackoff=10ms" + options);
        for (int i = 0; i < 5; i++) {
            send("Debit", "\"ok\"", Map.of());
        }
        send("Debit", "\"flaky\"", Map.of());
        send("Debit", "\"fails\"", Map.of());
        send("Debit", "\"refused\"", Map.of());
        send("Debit", "\"broken\"", Map.of());
        send("Credit", "\"ok\"", Map.of());
        send("Whatever" + UUID.randomUUID(), "\"ok\"", Map.of());

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(outcomes("Debit"))
                    .isEqualTo(Map.of(
                            "completed", 6L, "retry", 3L, "failed", 1L, "troubleshooting", 2L, "lease_lost", 0L));
            assertThat(outcomes("other")).as("types that messages name").containsEntry("completed", 2L);
            assertThat(value("commandbus.troubleshooting.size")).isEqualTo(2);
            assertThat(registry.get("pgmq.queue.depth")
                            .tag("queue", commands.name())
                            .gauge()
                            .value())
                    .isZero();
        });
        assertThat(rows("command_bus_command WHERE status = 'IN_TROUBLESHOOTING_QUEUE' AND domain = '" + domain + "'"))
                .isEqualTo(2);
        assertThat(rows("command_bus_audit WHERE event_type = 'RETRY_SCHEDULED' AND domain = '" + domain + "'"))
                .isEqualTo(3);
        assertThat(registry.find("commandbus.commands.handled").timers().stream()
                        .map(timer -> timer.getId().getTag("type"))
                        .distinct())
                .containsExactlyInAnyOrder("Debit", "other");
    }

    @Test
    void lostLeaseIsCountedOnceAndIsNoSuccess() throws Exception {
        routes("?pollInterval=1s");
        UUID id = send("Debit", "\"hold\"", Map.of());
        await().atMost(PATIENCE).until(() -> value("commandbus.consumer.inflight") == 1);
        awaitStatus(id, CommandStatus.IN_PROGRESS);
        sql("UPDATE " + commands.table() + " SET read_ct = read_ct + 1, vt = clock_timestamp() + interval '1 hour'");
        held.countDown();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(outcomes("Debit")).containsEntry("lease_lost", 1L).containsEntry("completed", 0L);
            assertThat(registry.get("commandbus.consumer.leases.lost")
                            .functionCounter()
                            .count())
                    .isOne();
        });
        assertThat(events(id)).contains("LEASE_LOST");
    }

    @Test
    void everyMeterIsThereAndGoesWithTheLastConsumer() throws Exception {
        routes("");
        Map<String, TreeSet<String>> registered = registry.getMeters().stream()
                .collect(Collectors.toMap(one -> one.getId().getName(), CommandMetricsIT::tags, (one, same) -> one));
        assertThat(registered)
                .isEqualTo(DomainMeters.ALL.stream()
                        .collect(Collectors.toMap(Meter::name, one -> new TreeSet<>(one.tags()))));
        camel.getRouteController().stopRoute("any");
        assertThat(registry.find("commandbus.commands.handled")
                        .tag("type", "other")
                        .timers())
                .isEmpty();
        assertThat(registry.find("commandbus.consumer.inflight").gauge()).isNotNull();
        camel.getRouteController().stopRoute("debit");
        assertThat(registry.getMeters()).isEmpty();
    }

    private void routes(String options) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            routes.from(debit(options)).routeId("debit").process(this::obey);
            routes.from("commandbus:" + domain + options).routeId("any").process(this::obey);
        });
    }

    /** Does what the command says. */
    private void obey(Exchange exchange) throws Exception {
        switch (exchange.getMessage().getBody(String.class)) {
            case "\"flaky\"" -> {
                if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                    throw new IllegalStateException("as told");
                }
            }
            case "\"fails\"" -> throw new IllegalStateException("as told");
            case "\"refused\"" -> throw new BusinessRuleException("NO", "as told");
            case "\"broken\"" -> throw new PermanentCommandException("BROKEN", "as told");
            case "\"hold\"" -> held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            default -> {
                // All is well.
            }
        }
    }

    private double value(String gauge) {
        return registry.get(gauge).tag("domain", domain).gauge().value();
    }

    private Map<String, Long> outcomes(String type) {
        return registry.get("commandbus.commands.handled").tags("domain", domain, "type", type).timers().stream()
                .collect(Collectors.toMap(one -> one.getId().getTag("outcome"), Timer::count));
    }

    private static TreeSet<String> tags(io.micrometer.core.instrument.Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
