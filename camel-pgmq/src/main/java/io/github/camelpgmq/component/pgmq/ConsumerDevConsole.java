/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonObject;

/** A dev console that shows consumers. Asks nothing of the database, and shows neither bodies nor secrets. */
public abstract class ConsumerDevConsole extends AbstractDevConsole {

    /** So many of what is in flight are listed. */
    protected static final int SHOWN_IN_FLIGHT = 100;

    protected ConsumerDevConsole(String id, String displayName, String description) {
        super("camel", id, displayName, description);
    }

    /** What is shown, one entry for each consumer or for several that belong together. */
    protected abstract List<Map<String, Object>> shown();

    /** The name of the list in JSON. */
    protected abstract String listName();

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> one : shown()) {
            append(text, "    ", one);
            text.append(String.format("%n"));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String indent, Map<?, ?> shown) {
        String further = indent;
        for (Map.Entry<?, ?> entry : shown.entrySet()) {
            Object name = entry.getKey().equals("routeId") ? "Route Id" : entry.getKey();
            if (entry.getValue() instanceof List<?> list) {
                text.append(String.format("%n%s%s:", further, name));
                for (Object one : list) {
                    if (one instanceof Map<?, ?> map) {
                        append(text, further + "    ", map);
                    } else {
                        text.append(' ').append(one);
                    }
                }
            } else {
                text.append(String.format("%n%s%s: %s", further, name, entry.getValue()));
            }
            // The first line is a heading.
            further = indent + "    ";
        }
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put(listName(), shown().stream().map(JsonObject::new).toList());
        return root;
    }

    /** The routes whose consumers are of this type. */
    protected final List<Route> routes(Class<? extends ObservedConsumer> type) {
        return getCamelContext().getRoutes().stream()
                .filter(route -> type.isInstance(route.getConsumer()))
                .toList();
    }

    /** What is shown of the route that a consumer belongs to. */
    protected final Map<String, Object> shown(Route route) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("routeId", route.getRouteId());
        shown.put("uri", URISupport.sanitizeUri(route.getEndpoint().getEndpointUri()));
        shown.put(
                "routeState",
                getCamelContext()
                        .getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .name());
        shown.put("state", ((ObservedConsumer) route.getConsumer()).getHealth());
        return shown;
    }
}
