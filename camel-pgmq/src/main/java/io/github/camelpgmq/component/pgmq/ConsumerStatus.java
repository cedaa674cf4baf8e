/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.EngineStatus;
import io.github.camelpgmq.component.pgmq.notify.ListenStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.health.HealthCheck.State;

/**
 * How a consumer is doing, for its health check, JMX and the dev console. Immutable; holds no secrets.
 *
 * @param source what it consumes from
 * @param activity what it is meant to do
 * @param listening what LISTEN does, or null if the consumer does not use it
 * @param now when this was seen, by this JVM's clock
 */
public record ConsumerStatus(
        Source source,
        Activity activity,
        DeliverySettings settings,
        EngineStatus engine,
        ListenStatus listening,
        Instant now) {

    /** Shorter silences are nothing to take a consumer out of service for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MISSED_ROUND_TRIPS = 3;

    /**
     * What is consumed from.
     *
     * @param kind such as queue
     * @param name which one
     * @param details what else is to be shown of it
     */
    public record Source(String kind, String name, Map<String, Object> details) {

        public Source {
            details = new LinkedHashMap<>(details);
        }

        @Override
        public String toString() {
            return kind + " '" + name + "'";
        }
    }

    /** What a consumer is meant to do. */
    public enum Activity {
        /** To fetch. */
        RUNNING,
        /** Nothing, by an operator's word: that is no trouble. */
        PAUSED,
        /** Nothing, as its route is suspended. */
        SUSPENDED
    }

    /**
     * Up if the database answers as often as it should, and while it is paused; unknown while suspended and before the
     * first answer; else down. Notifications that do not arrive are no reason to be down: the consumer polls.
     */
    public State state() {
        if (activity != Activity.RUNNING) {
            return activity == Activity.PAUSED ? State.UP : State.UNKNOWN;
        }
        if (engine.lastError() != null) {
            return State.DOWN;
        }
        if (lag() == null) {
            return State.UNKNOWN;
        }
        return isSilent() ? State.DOWN : State.UP;
    }

    /** The state in one line, or null if the consumer is up. */
    public String problem() {
        if (activity != Activity.RUNNING) {
            return activity == Activity.PAUSED ? null : "The consumer of " + source + " is suspended";
        }
        if (engine.lastError() != null) {
            return "The consumer of " + source + " cannot read it and keeps trying: " + engine.lastError();
        }
        if (lag() == null) {
            return "The consumer of " + source + " has not polled yet";
        }
        return isSilent()
                ? "The database has not answered the consumer of " + source + " for " + lag().toMillis()
                        + " ms: check the network and the connection pool"
                : null;
    }

    /** What is going on, by the names that health checks and consoles show. */
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(source.kind(), source.name());
        details.putAll(source.details());
        if (activity == Activity.PAUSED) {
            details.put("paused", true);
        }
        if (lag() != null) {
            details.put("pollLag", lag().toMillis());
        }
        details.put("notify", notifyMode());
        if (listening != null && listening.lastError() != null) {
            details.put("notifyError", listening.lastError());
        }
        details.put("inFlight", engine.inFlight());
        details.put("lostLeases", engine.lostLeases());
        if (engine.lastError() != null) {
            details.put("lastError", engine.lastError());
        }
        return details;
    }

    /** How long ago the database answered last, or null if it never has. */
    private Duration lag() {
        return engine.lastRoundTrip() == null ? null : Duration.between(engine.lastRoundTrip(), now);
    }

    private boolean isSilent() {
        Duration expected = settings.pollInterval();
        if (engine.inFlight() > 0) {
            if (!settings.extendVisibility()) {
                // Handlers that are all busy leave nothing to ask the database for.
                return false;
            }
            Duration renewal = settings.visibilityTimeout().dividedBy(3);
            expected = renewal.compareTo(expected) > 0 ? renewal : expected;
        }
        Duration limit = expected.multipliedBy(MISSED_ROUND_TRIPS);
        return lag().compareTo(limit.compareTo(PATIENCE) > 0 ? limit : PATIENCE) > 0;
    }

    /** Whether notifications wake it. */
    String notifyMode() {
        if (listening == null) {
            return "off";
        }
        return switch (listening.state()) {
            case LISTENING -> "listening";
            case DEGRADED -> "degraded";
            case IDLE -> "starting";
        };
    }
}
