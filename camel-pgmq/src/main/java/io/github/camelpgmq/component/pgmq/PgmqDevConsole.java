/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonObject;

/** The dev console {@code pgmq}: how each consumer is doing. Asks nothing of the database. */
@DevConsole(name = "pgmq", displayName = "PGMQ", description = "Consumers of PGMQ queues")
public class PgmqDevConsole extends AbstractDevConsole {

    public PgmqDevConsole() {
        super("camel", "pgmq", "PGMQ", "Consumers of PGMQ queues");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        consumers().forEach(consumer -> {
            consumer.forEach((name, value) -> text.append(
                    String.format("%n    %s: %s", name.equals("routeId") ? "Route Id" : "    " + name, value)));
            text.append(String.format("%n"));
        });
        return text.toString();
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put("pgmqConsumers", consumers().stream().map(JsonObject::new).toList());
        return root;
    }

    private List<Map<String, Object>> consumers() {
        List<Map<String, Object>> consumers = new ArrayList<>();
        for (Route route : getCamelContext().getRoutes()) {
            if (route.getConsumer() instanceof QueueConsumer consumer) {
                consumers.add(shown(route, consumer));
            }
        }
        return consumers;
    }

    private Map<String, Object> shown(Route route, QueueConsumer consumer) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("routeId", route.getRouteId());
        shown.put("uri", URISupport.sanitizeUri(route.getEndpoint().getEndpointUri()));
        shown.put(
                "routeState",
                getCamelContext()
                        .getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .name());
        ConsumerStatus status = consumer.status();
        if (status != null) {
            shown.put("state", status.state().name());
            shown.putAll(status.details());
        }
        return shown;
    }
}
