/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.StatementSpy;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What the meters say is what has happened. */
class PgmqMetricsIT extends PgmqTestBase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SAMPLE = "AS nr, s.size";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StatementSpy spy = new StatementSpy();
    private final CountDownLatch held = new CountDownLatch(1);

    @Override
    void configure(CamelContext context) {
        context.getRegistry().unbind("dataSource");
        context.getRegistry().bind("dataSource", new TransactionAwareDataSource(spy.watch(pool)));
        context.getRegistry().bind("metrics", registry);
    }

    @Test
    void handledMessagesAreCountedByTheirOutcome() throws Exception {
        QueueName dead = newQueue("dead");
        sampleEvery("200ms");
        route("?retryDelay=10ms&maxDeliveries=2&deadLetterQueue=" + dead, this::obey);
        for (int i = 0; i < 5; i++) {
            client.send(queue, NewMessage.of("\"ok\""));
        }
        client.send(queue, NewMessage.of("\"retry\""));
        client.send(queue, NewMessage.of("\"fail\""));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(outcomes())
                .isEqualTo(Map.of("completed", 6L, "retry", 2L, "given_up", 1L, "lease_lost", 0L)));
        assertThat(rows(dead.table())).isOne();
        assertThat(registry.get("pgmq.messages.handled")
                        .tags("outcome", "completed", "queue", queue.name(), "route", "consumer")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isPositive();
    }

    @Test
    void everyMeterIsThereAndGoesWithItsConsumer() throws Exception {
        sampleEvery("30s");
        route("", this::obey);
        assertThat(registered())
                .isEqualTo(ConsumerMeters.ALL.stream()
                        .collect(Collectors.toMap(Meter::name, one -> new TreeSet<>(one.tags()))));
        assertThat(registry.getMeters())
                .allSatisfy(one -> assertThat(one.getId().getDescription()).isNotBlank());
        camel.getRouteController().stopRoute("consumer");
        assertThat(registry.getMeters()).isEmpty();
        camel.getRouteController().startRoute("consumer");
        assertThat(registered()).hasSize(ConsumerMeters.ALL.size());
    }

    @Test
    void sizeAndAgeAreSampledInOneStatementAndNotWhenTheyAreRead() throws Exception {
        QueueName other = newQueue("other");
        QueueName foreign = newQueue("foreign");
        for (int i = 0; i < 3; i++) {
            client.send(queue, NewMessage.of("\"hold\""));
            client.send(foreign, NewMessage.of("1"));
        }
        sql("UPDATE " + queue.table() + " SET enqueued_at = clock_timestamp() - interval '1 hour' WHERE msg_id = 1");
        sampleEvery("1h");
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("pgmq:" + queue).routeId("consumer").process(this::obey);
            routes.from("pgmq:" + queue).routeId("same").process(this::obey);
            routes.from("pgmq:" + other).routeId("other").process(this::obey);
        });
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(gauge("pgmq.queue.depth", queue)).isEqualTo(3);
            assertThat(gauge("pgmq.queue.depth", other)).isZero();
        });
        assertThat(registry.get("pgmq.queue.oldest.age")
                        .tags("queue", queue.name(), "database", "dataSource")
                        .timeGauge()
                        .value(TimeUnit.SECONDS))
                .isBetween(3599.0, 3700.0);
        assertThat(gauge("pgmq.queue.oldest.age", other)).isZero();
        assertThat(registry.find("pgmq.queue.depth")
                        .tag("queue", foreign.name())
                        .gauges())
                .isEmpty();

        long before = spy.count(SAMPLE);
        assertThat(before)
                .as("the first sample, and one for routes that came later")
                .isBetween(1L, 2L);
        for (int i = 0; i < 1000; i++) {
            registry.getMeters().forEach(meter -> meter.measure().forEach(one -> one.getValue()));
        }
        assertThat(spy.count(SAMPLE)).isEqualTo(before);
        held.countDown();

        camel.getRouteController().stopRoute("same");
        assertThat(gauge("pgmq.queue.depth", queue))
                .as("one of its consumers still runs")
                .isEqualTo(3);
        camel.getRouteController().stopRoute("consumer");
        assertThat(registry.find("pgmq.queue.depth").tag("queue", queue.name()).gauges())
                .isEmpty();
    }

    @Test
    void inFlightIsReadWhileAMessageIsHandled() throws Exception {
        sampleEvery("0");
        route("?concurrentConsumers=2", this::obey);
        client.send(queue, NewMessage.of("\"hold\""));
        client.send(queue, NewMessage.of("\"hold\""));
        await().atMost(PATIENCE).until(() -> gauge("pgmq.consumer.inflight", queue) == 2);
        assertThat(registry.find("pgmq.queue.depth").gauge()).as("not sampled").isNull();
        held.countDown();
        await().atMost(PATIENCE).until(() -> gauge("pgmq.consumer.inflight", queue) == 0);
    }

    @Test
    void lostLeaseIsCountedOnceAndIsNoSuccess() throws Exception {
        sampleEvery("0");
        route("?transacted=true", this::obey);
        client.send(queue, NewMessage.of("\"hold\""));
        await().atMost(PATIENCE).until(() -> gauge("pgmq.consumer.inflight", queue) == 1);
        sql("UPDATE " + queue.table() + " SET read_ct = read_ct + 1, vt = clock_timestamp() + interval '1 hour'");
        held.countDown();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(outcomes())
                .isEqualTo(Map.of("completed", 0L, "retry", 0L, "given_up", 0L, "lease_lost", 1L)));
        assertThat(registry.get("pgmq.consumer.leases.lost").functionCounter().count())
                .isOne();
    }

    /** A queue that is gone must not hide the others. */
    @Test
    void queueThatIsGoneReadsNaN() throws Exception {
        QueueName gone = newQueue("gone");
        client.send(queue, NewMessage.of("\"hold\""));
        sampleEvery("200ms");
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("pgmq:" + gone).routeId("gone").process(this::obey);
            routes.from("pgmq:" + queue).routeId("consumer").process(this::obey);
        });
        await().atMost(PATIENCE).until(() -> gauge("pgmq.queue.depth", gone) == 0);
        client.dropQueue(gone);
        await().atMost(PATIENCE).until(() -> Double.isNaN(gauge("pgmq.queue.depth", gone)));
        client.send(queue, NewMessage.of("\"hold\""));
        await().atMost(PATIENCE).until(() -> gauge("pgmq.queue.depth", queue) == 2);
        held.countDown();
    }

    @Test
    void intervalThatWouldBurdenTheDatabaseIsRefused() {
        PgmqComponent component = new PgmqComponent();
        component.setCamelContext(camel);
        component.setMetricsInterval(Duration.ofMillis(1));
        assertThatThrownBy(component::start).hasStackTraceContaining("metricsInterval must be 0");
    }

    private void sampleEvery(String interval) {
        camel.getComponent("pgmq", PgmqComponent.class)
                .setMetricsInterval(camel.getTypeConverter().convertTo(Duration.class, interval));
    }

    private void route(String options, org.apache.camel.Processor handler) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            routes.from("pgmq:" + queue + options).routeId("consumer").process(handler);
        });
    }

    /** Does what the message says. */
    private void obey(Exchange exchange) throws Exception {
        switch (exchange.getMessage().getBody(String.class)) {
            case "\"fail\"" -> throw new IllegalStateException("as told");
            case "\"retry\"" -> {
                if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                    throw new IllegalStateException("as told");
                }
            }
            case "\"hold\"" -> held.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            default -> {
                // All is well.
            }
        }
    }

    private double gauge(String name, QueueName of) {
        return registry.get(name).tag("queue", of.name()).gauge().value();
    }

    private Map<String, Long> outcomes() {
        return registry.get("pgmq.messages.handled").timers().stream()
                .collect(Collectors.toMap(one -> one.getId().getTag("outcome"), Timer::count));
    }

    private Map<String, TreeSet<String>> registered() {
        Function<io.micrometer.core.instrument.Meter, TreeSet<String>> tags =
                one -> one.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        return registry.getMeters().stream()
                .collect(Collectors.toMap(one -> one.getId().getName(), tags, (one, same) -> {
                    assertThat(one).isEqualTo(same);
                    return one;
                }));
    }
}
