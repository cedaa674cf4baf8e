/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.COUNTER;
import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.GAUGE;
import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.TIMER;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.component.pgmq.consumer.HandlingCounts;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.github.camelpgmq.component.pgmq.metrics.HandlingMeters;
import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.github.camelpgmq.component.pgmq.metrics.MeterGroup;
import io.github.camelpgmq.component.pgmq.metrics.QueueMeters;
import io.github.camelpgmq.component.pgmq.metrics.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** What is counted of one consumer while it runs, and its meters if anybody reads them. Thread-safe. */
final class ConsumerMeters {

    private static final List<String> TAGS = List.of("queue", "route");

    static final Meter HANDLED = new Meter(
            "pgmq.messages.handled",
            TIMER,
            List.of("queue", "route", "outcome"),
            "How often and how long messages were handled, by how that ended");

    static final Meter IN_FLIGHT = new Meter(
            "pgmq.consumer.inflight",
            GAUGE,
            TAGS,
            "Messages that were fetched and are neither handled nor given back yet");

    static final Meter LEASES_LOST =
            new Meter("pgmq.consumer.leases.lost", COUNTER, TAGS, "Handled messages whose lease was found lost");

    /** All that a consumer has, in the order of their table. */
    static final List<Meter> ALL = List.of(HANDLED, IN_FLIGHT, LEASES_LOST, QueueMeters.DEPTH, QueueMeters.OLDEST_AGE);

    private final CamelContext context;
    private final QueueName queue;
    private final MeterGroup meters;
    private final HandlingMeters<DeliveryOutcome> handled;
    private Sampler.Watch samples = () -> {};

    ConsumerMeters(CamelContext context, QueueName queue, String routeId) {
        this.context = context;
        this.queue = queue;
        this.meters = MeterGroup.open(context, Map.of("queue", queue.name(), "route", String.valueOf(routeId)));
        this.handled = new HandlingMeters<>(meters, HANDLED, DeliveryOutcome.class);
    }

    /** To be told how handling ends. */
    HandlingListener<DeliveryOutcome> listener() {
        return handled;
    }

    /** How handling has ended so far. */
    HandlingCounts<DeliveryOutcome> counts() {
        return handled.counts();
    }

    /** Adds what the engine and its queue show. */
    void watch(DeliveryEngine<?, ?> engine, DataSource database, Duration interval) {
        meters.gauge(IN_FLIGHT, engine::inFlight);
        meters.counter(LEASES_LOST, engine::lostLeases);
        samples = QueueMeters.watch(context, database, interval, queue);
    }

    /** Removes its meters. */
    void close() {
        handled.close();
        samples.close();
    }
}
