/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.COUNTER;
import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.GAUGE;
import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.TIMER;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.metrics.HandlingMeters;
import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.github.camelpgmq.component.pgmq.metrics.MeterGroup;
import io.github.camelpgmq.component.pgmq.metrics.QueueMeters;
import io.github.camelpgmq.component.pgmq.metrics.Sampler;
import io.github.camelpgmq.component.pgmq.metrics.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** The meters of a domain that is consumed from: of its engine, its queue and what waits for operators. */
final class DomainMeters {

    static final Meter HANDLED = new Meter(
            "commandbus.commands.handled",
            TIMER,
            List.of("domain", "type", "outcome"),
            "How often and how long commands were handled, by how that ended");

    static final Meter IN_FLIGHT = new Meter(
            "commandbus.consumer.inflight",
            GAUGE,
            List.of("domain"),
            "Commands that were fetched and are neither handled nor given back yet");

    static final Meter LEASES_LOST = new Meter(
            "commandbus.consumer.leases.lost", COUNTER, List.of("domain"), "Commands whose lease was found lost");

    static final Meter TROUBLESHOOTING = new Meter(
            "commandbus.troubleshooting.size",
            GAUGE,
            List.of("domain", "database"),
            "Commands that wait for an operator, among the newest 100,000 that have ever failed");

    /** All that a domain has, in the order of their table. */
    static final List<Meter> ALL =
            List.of(HANDLED, IN_FLIGHT, LEASES_LOST, TROUBLESHOOTING, QueueMeters.DEPTH, QueueMeters.OLDEST_AGE);

    /** The type of those whose consumer takes any: what messages name must not become tags. */
    private static final String OTHER = "other";

    private final CamelContext camel;
    private final CommandStore store;
    private final MeterGroup meters;
    private final List<Sampler.Watch> samples = new ArrayList<>();

    DomainMeters(CamelContext camel, CommandStore store, DeliveryEngine<?, ?> engine) {
        this.camel = camel;
        this.store = store;
        this.meters = MeterGroup.open(camel, Map.of("domain", store.domain().name()));
        meters.gauge(IN_FLIGHT, engine::inFlight);
        meters.counter(LEASES_LOST, engine::lostLeases);
    }

    /** What is counted of the consumer of one type, or of every type without one of its own. */
    static HandlingMeters<CommandOutcome> ofConsumer(CamelContext camel, String domain, String type) {
        String tag = type.equals(CommandHandler.EVERY_TYPE) ? OTHER : type;
        return new HandlingMeters<>(
                MeterGroup.open(camel, Map.of("domain", domain, "type", tag)), HANDLED, CommandOutcome.class);
    }

    /** @param interval zero for never */
    void sample(DataSource database, Duration interval) {
        samples.add(QueueMeters.watch(
                camel, database, interval, QueueName.of(store.domain().commandQueue())));
        String domain = store.domain().name();
        samples.add(Samples.watch(
                camel,
                database,
                interval,
                store.tables().command() + " " + domain,
                Map.of("domain", domain),
                group -> new TroubleshootingMeter(store, group)));
    }

    /** Removes them. */
    void close() {
        meters.close();
        samples.forEach(Sampler.Watch::close);
    }
}
