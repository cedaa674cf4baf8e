/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.consumer.HandlingCounts;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * A consumer over a delivery engine that shows how it is doing: as a health check, through JMX and in a dev console. None
 * of them asks anything of the database. Thread-safe.
 */
@ManagedResource(description = "A consumer over PGMQ")
public abstract class ObservedConsumer extends DefaultConsumer implements Suspendable {

    protected ObservedConsumer(Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    /** How it is doing, or null if it has not been started. */
    protected abstract ConsumerStatus status();

    /** How handling has ended since it was started, or null if it has not been. */
    protected abstract HandlingCounts<?> counts();

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        setHealthCheck(ConsumerHealthCheck.of(this));
    }

    @Override
    protected void doStop() throws Exception {
        setHealthCheck(null);
        super.doStop();
    }

    /** The component of its endpoint. */
    protected final DatabaseComponent component() {
        return (DatabaseComponent) ((DefaultEndpoint) getEndpoint()).getComponent();
    }

    @ManagedAttribute(
            description = "What the health check says: UP, DOWN, or UNKNOWN while suspended and before the first poll")
    public String getHealth() {
        ConsumerStatus status = status();
        return status == null ? "UNKNOWN" : status.state().name();
    }

    @ManagedAttribute(description = "Why it is not up, in one line; null if it is")
    public String getProblem() {
        ConsumerStatus status = status();
        return status == null ? "Not started" : status.problem();
    }

    @ManagedAttribute(description = "What the engine's last round trip failed with, in one line; null if it went well")
    public String getLastError() {
        ConsumerStatus status = status();
        return status == null ? null : status.engine().lastError();
    }

    @ManagedAttribute(description = "Whether notifications wake it: listening, degraded, starting or off")
    public String getNotifications() {
        ConsumerStatus status = status();
        return status == null ? null : status.notifyMode();
    }

    @ManagedAttribute(description = "What was fetched by its engine and is neither handled nor given back yet")
    public int getInFlight() {
        ConsumerStatus status = status();
        return status == null ? 0 : status.engine().inFlight();
    }

    @ManagedAttribute(description = "How often its engine has found a lease lost")
    public long getLostLeases() {
        ConsumerStatus status = status();
        return status == null ? 0 : status.engine().lostLeases();
    }

    @ManagedAttribute(description = "How handling has ended since the start: a count for each outcome")
    public Map<String, Long> getHandled() {
        HandlingCounts<?> counts = counts();
        return counts == null ? Map.of() : counts.all();
    }

    @ManagedOperation(description = "Looks into the queue now, if a handler is free")
    public abstract void pollNow();
}
