/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.spi.annotations.DevConsole;

/** The dev console {@code pgmq}: how each consumer is doing. */
@DevConsole(name = "pgmq", displayName = "PGMQ", description = "Consumers of PGMQ queues")
public class PgmqDevConsole extends ConsumerDevConsole {

    public PgmqDevConsole() {
        super("pgmq", "PGMQ", "Consumers of PGMQ queues");
    }

    @Override
    protected String listName() {
        return "pgmqConsumers";
    }

    @Override
    protected List<Map<String, Object>> shown() {
        List<Map<String, Object>> consumers = new ArrayList<>();
        for (Route route : routes(QueueConsumer.class)) {
            Map<String, Object> shown = shown(route);
            QueueConsumer consumer = (QueueConsumer) route.getConsumer();
            ConsumerStatus status = consumer.status();
            if (status != null) {
                shown.putAll(status.details());
                shown.put("handled", consumer.getHandled());
                shown.put(
                        "inFlightMessages",
                        consumer.engine().inFlight(SHOWN_IN_FLIGHT).stream()
                                .map(delivery -> delivery.lease().messageId())
                                .toList());
            }
            consumers.add(shown);
        }
        return consumers;
    }
}
