/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.util.URISupport;

/**
 * Readiness of one consumer: down while the database does not answer, unknown while it is suspended and before its first
 * poll. Asks nothing of the database itself. Thread-safe.
 *
 * <p>Camel's "consumers" repository calls it ({@code camel-health}), with the state of the route around it.
 */
final class ConsumerHealthCheck implements HealthCheck {

    private final String id;
    private final String uri;
    private final Supplier<ConsumerStatus> status;
    private volatile boolean enabled;

    private ConsumerHealthCheck(String id, String uri, boolean enabled, Supplier<ConsumerStatus> status) {
        this.id = id;
        this.uri = URISupport.sanitizeUri(uri);
        this.enabled = enabled;
        this.status = status;
    }

    /** The check of a consumer, or null if the application has no health checks for consumers. */
    static ConsumerHealthCheck of(ObservedConsumer consumer) {
        if (HealthCheckHelper.getHealthCheckRepository(consumer.getEndpoint().getCamelContext(), "consumers") == null) {
            return null;
        }
        DatabaseComponent component = consumer.component();
        return new ConsumerHealthCheck(
                component.getDefaultName() + "-consumer-" + consumer.getRouteId(),
                consumer.getEndpoint().getEndpointUri(),
                component.isHealthCheckConsumerEnabled(),
                consumer::status);
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail(CHECK_ID, id)
                .detail(CHECK_KIND, Kind.READINESS)
                .detail(ENDPOINT_URI, uri);
        ConsumerStatus seen = status.get();
        if (!enabled) {
            return result.unknown()
                    .message("Disabled")
                    .detail(CHECK_ENABLED, false)
                    .build();
        }
        if (seen == null) {
            return result.unknown().message("Not started").build();
        }
        return result.state(seen.state())
                .message(seen.problem())
                .details(seen.details())
                .build();
    }

    @Override
    public boolean isLiveness() {
        // A database that is away is no reason to kill the process.
        return false;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public String getId() {
        return id;
    }
}
