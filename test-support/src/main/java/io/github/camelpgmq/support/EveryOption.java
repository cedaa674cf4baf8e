/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.StringHelper;

/**
 * Every option that the catalog of a component lists, set to something that is not its default, in every language. Options that all components
 * here have need not be given.
 *
 * @param scheme         of the component
 * @param catalog        its catalog
 * @param common         values of the options that endpoints and the component have
 * @param ofEndpoints    values of those that only endpoints have
 * @param ofTheComponent values of those that only the component has
 */
public record EveryOption(
        String scheme,
        Catalog catalog,
        Map<String, String> common,
        Map<String, String> ofEndpoints,
        Map<String, String> ofTheComponent) {

    /** Options of endpoints and component that all components here have. */
    private static final Map<String, String> SHARED = Map.ofEntries(
            Map.entry("bridgeErrorHandler", "true"),
            Map.entry("concurrentConsumers", "3"),
            Map.entry("delay", "10"),
            Map.entry("extendMessageVisibility", "false"),
            Map.entry("lazyStartProducer", "true"),
            Map.entry("maxMessagesPerPoll", "7"),
            Map.entry("maxVisibilityExtension", "2h"),
            Map.entry("pollInterval", "1s"),
            Map.entry("requestTimeout", "5s"),
            Map.entry("visibilityTimeout", "11s"));

    /** The same for those that only endpoints have. */
    private static final Map<String, String> OF_ALL_ENDPOINTS = Map.ofEntries(
            Map.entry("exceptionHandler", "#bean:handler"),
            Map.entry("exchangePattern", "InOnly"),
            Map.entry("headerFilterStrategy", "#bean:strategy"));

    /** The same for those that only the component has. */
    private static final Map<String, String> OF_ALL_COMPONENTS = Map.ofEntries(
            Map.entry("autowiredEnabled", "false"),
            Map.entry("configuration", "#bean:defaults"),
            Map.entry("dataSource", "#bean:another"),
            Map.entry("healthCheckConsumerEnabled", "false"),
            Map.entry("healthCheckProducerEnabled", "false"),
            Map.entry("jdbcUrl", "the test's"),
            Map.entry("listenDataSource", "#bean:another"),
            Map.entry("maximumPoolSize", "7"),
            Map.entry("metricsInterval", "1m"),
            Map.entry("password", "the test's"),
            Map.entry("username", "the test's"));

    /** The languages that {@link #addRoutes} knows. */
    public static final List<String> LANGUAGES = List.of("java", "xml", "yaml");

    public EveryOption {
        common = merged(SHARED, common);
        ofEndpoints = merged(OF_ALL_ENDPOINTS, ofEndpoints);
        ofTheComponent = merged(OF_ALL_COMPONENTS, ofTheComponent);
    }

    /** Fails unless there is a value for each option of the catalog, and no other. */
    public void requireAll() {
        assertThat(endpointOptions().keySet()).isEqualTo(names(catalog.queryParameters()));
        assertThat(componentOptions().keySet()).isEqualTo(names(catalog.componentOptions()));
    }

    /** Binds the beans that values may name: {@code another}, {@code defaults}, {@code handler} and {@code strategy}. */
    public static void bindBeans(Registry registry, Object another, Object defaults) {
        registry.bind("another", another);
        registry.bind("defaults", defaults);
        registry.bind("handler", (ExceptionHandler) new IgnoringHandler());
        registry.bind("strategy", new DefaultHeaderFilterStrategy());
    }

    /** The URI of an endpoint with all options but one. */
    public String uri(String path, String without) {
        return scheme + ":" + path + "?"
                + options(without).entrySet().stream()
                        .map(one -> one.getKey() + "="
                                + (one.getValue().startsWith("#bean") ? one.getValue() : "RAW(" + one.getValue() + ")"))
                        .collect(Collectors.joining("&"));
    }

    /**
     * Adds a route from {@code direct:in} to an endpoint with all options but one, and a route from such an endpoint to what is given.
     *
     * @param language one of {@link #LANGUAGES}
     */
    public void addRoutes(CamelContext camel, String language, String path, String without, Processor recorder)
            throws Exception {
        camel.getRegistry().bind("recorder", recorder);
        if (language.equals("java")) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to(uri(path, without));
                    from(uri(path, without)).process("recorder");
                }
            });
        } else {
            RouteText.load(
                    camel,
                    "every-option." + language,
                    language.equals("xml") ? xml(path, without) : yaml(path, without));
        }
    }

    /** Fails if one of these options has the same value at both endpoints. */
    public void requireDifferent(Set<String> names, Endpoint one, Endpoint other) throws Exception {
        for (String name : names) {
            assertThat(value(one, name)).as(name).isNotEqualTo(value(other, name));
        }
    }

    /** The options of an endpoint. */
    public Map<String, String> endpointOptions() {
        return merged(common, ofEndpoints);
    }

    /**
     * Starts a context whose component has every option, as properties have them, but for {@code configuration}, which replaces what is set
     * beside it.
     *
     * @param another a data source for the options that name one
     * @param values  of options that are known only when the test runs
     */
    public Main start(Object another, Map<String, String> values) {
        Map<String, String> options = componentOptions();
        options.remove("configuration");
        options.putAll(values);
        Main main = new Main();
        main.bind("another", another);
        options.forEach((name, value) ->
                main.addInitialProperty("camel.component." + scheme + "." + StringHelper.camelCaseToDash(name), value));
        main.start();
        return main;
    }

    private Map<String, String> componentOptions() {
        return merged(common, ofTheComponent);
    }

    private static Map<String, String> merged(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new TreeMap<>(one);
        all.putAll(other);
        return all;
    }

    private Map<String, String> options(String without) {
        Map<String, String> options = endpointOptions();
        options.remove(without);
        return options;
    }

    private String xml(String path, String without) {
        return """
                <routes>
                  <route><from uri="direct:in"/><to uri="%1$s"/></route>
                  <route><from uri="%1$s"/><process ref="recorder"/></route>
                </routes>
                """
                .formatted(uri(path, without).replace("&", "&amp;").replace("\"", "&quot;"));
    }

    private String yaml(String path, String without) {
        return """
                - route:
                    from:
                      uri: direct:in
                      steps:
                        - to:
                            uri: %1$s
                            parameters:
                %2$s
                - route:
                    from:
                      uri: %1$s
                      parameters:
                %3$s
                      steps:
                        - process:
                            ref: recorder
                """
                .formatted(scheme + ":" + path, parameters(14, without), parameters(8, without));
    }

    private String parameters(int indent, String without) {
        return options(without).entrySet().stream()
                .map(one -> " ".repeat(indent) + one.getKey() + ": '" + one.getValue() + "'")
                .collect(Collectors.joining("\n"));
    }

    /** The endpoint's own property, or that of its configuration. */
    private static Object value(Endpoint endpoint, String name) throws Exception {
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(endpoint.getCamelContext());
        Object configuration = beans.getOrElseProperty(endpoint, "configuration", null, false);
        Object missing = new Object();
        Object value = beans.getOrElseProperty(configuration, name, missing, false);
        return value == missing ? beans.getOrElseProperty(endpoint, name, null, false) : value;
    }

    private static Set<String> names(List<Catalog.Entry> entries) {
        return entries.stream().map(Catalog.Entry::name).collect(Collectors.toSet());
    }

    private static final class IgnoringHandler implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {}

        @Override
        public void handleException(String message, Throwable exception) {}

        @Override
        public void handleException(String message, Exchange exchange, Throwable cause) {}
    }
}
