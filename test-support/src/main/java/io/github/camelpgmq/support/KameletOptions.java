/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PluginHelper;

/**
 * Every parameter of a Kamelet, set to something that is not its default. Those of the connection need not be given: they
 * are the placeholders {@code db.url}, {@code db.username} and {@code db.password}.
 *
 * @param values by name; more than one Kamelet has is fine
 */
public record KameletOptions(Map<String, String> values) {

    private static final Map<String, String> CONNECTION = Map.of(
            "jdbcUrl", "{{db.url}}",
            "username", "{{db.username}}",
            "password", "{{db.password}}",
            "maximumPoolSize", "7");

    public KameletOptions {
        values = new TreeMap<>(values);
        values.putAll(CONNECTION);
    }

    /**
     * A route that begins with the Kamelet.
     *
     * @param without a parameter to leave out, or ""
     */
    public String source(KameletFile kamelet, String without, String to) {
        return """
                - route:
                    from:
                      uri: kamelet:%s
                      parameters: {%s}
                      steps:
                        - to:
                            uri: %s
                """
                .formatted(kamelet.name(), parameters(kamelet, without), to);
    }

    /** A route that ends with the Kamelet. */
    public String sink(KameletFile kamelet, String from) {
        return """
                - route:
                    from:
                      uri: %s
                      steps:
                        - to:
                            uri: kamelet:%s
                            parameters: {%s}
                """
                .formatted(from, kamelet.name(), parameters(kamelet, ""));
    }

    private String parameters(KameletFile kamelet, String without) {
        assertThat(values).containsKeys(kamelet.parameters().toArray(String[]::new));
        return kamelet.parameters().stream()
                .filter(name -> !name.equals(without))
                .map(name -> name + ": 'RAW(" + values.get(name) + ")'")
                .collect(Collectors.joining(", "));
    }

    /**
     * Fails unless the context's one endpoint of this type, its configuration or its component has each value.
     *
     * @param without the parameter that was left out, or ""
     */
    public void assertReached(CamelContext camel, KameletFile kamelet, String without, Class<? extends Endpoint> type)
            throws Exception {
        Endpoint endpoint =
                camel.getEndpoints().stream().filter(type::isInstance).findAny().orElseThrow();
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> reached = new TreeMap<>();
        for (String name : kamelet.parameters()) {
            if (!name.equals(without)) {
                Object value = value(camel, endpoint, name);
                String given = camel.resolvePropertyPlaceholders(values.get(name));
                expected.put(
                        name,
                        camel.getTypeConverter()
                                .convertTo(value.getClass(), given)
                                .toString());
                reached.put(name, value.toString());
            }
        }
        assertThat(reached).isEqualTo(expected);
    }

    /** Of the component if it has it, which a Kamelet sets there; of the endpoint's configuration; of the endpoint. */
    private static Object value(CamelContext camel, Endpoint endpoint, String name) throws Exception {
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(camel);
        Object configuration = beans.getOrElseProperty(endpoint, "configuration", null, false);
        Object component = ((DefaultEndpoint) endpoint).getComponent();
        for (Object bean : new Object[] {component, configuration, endpoint}) {
            Object value = beans.getOrElseProperty(bean, name, null, false);
            if (value != null) {
                return value;
            }
        }
        throw new AssertionError(endpoint + " has no " + name);
    }
}
