/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option that the catalog lists, set to something that is not its default, in every language. */
class EveryOptionIT extends PgmqTestBase {

    private static final Catalog CATALOG = Catalog.of("/META-INF/io/github/camelpgmq/component/pgmq/pgmq.json");

    /** Of consumers, producers and component alike. */
    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("ackMode", "archive"),
            Map.entry("allowMixedCase", "true"),
            Map.entry("autoCreateQueue", "true"),
            Map.entry("batching", "true"),
            Map.entry("bridgeErrorHandler", "true"),
            Map.entry("concurrentConsumers", "3"),
            Map.entry("deadLetterQueue", "every_dead"),
            Map.entry("delay", "10"),
            Map.entry("disableReplyTo", "true"),
            Map.entry("enableNotifyInsert", "true"),
            Map.entry("extendMessageVisibility", "false"),
            Map.entry("filter", "\"hello\""),
            Map.entry("lazyStartProducer", "true"),
            Map.entry("mandatory", "false"),
            Map.entry("maxDeliveries", "4"),
            Map.entry("maxMessagesPerPoll", "7"),
            Map.entry("maxVisibilityExtension", "2h"),
            Map.entry("messageFormat", "text"),
            Map.entry("messageGroup", "g"),
            Map.entry("notify", "false"),
            Map.entry("notifyMode", "inTransaction"),
            Map.entry("operation", "sendBatch"),
            Map.entry("ordering", "group"),
            Map.entry("partitionInterval", "10000"),
            Map.entry("pollInterval", "1s"),
            Map.entry("quantity", "2"),
            Map.entry("queueType", "partitioned"),
            Map.entry("replyQueues", "answers"),
            Map.entry("replyTo", "every_answer"),
            Map.entry("requestTimeout", "5s"),
            Map.entry("retentionInterval", "100000"),
            Map.entry("retryDelay", "10s,1m"),
            Map.entry("routingKey", "a.b"),
            Map.entry("topicPattern", "a.*"),
            Map.entry("transacted", "true"),
            Map.entry("visibilityTimeout", "11s"));

    private static final Map<String, String> OF_ENDPOINTS = Map.of(
            "browseLimit", "5",
            "dataSource", "#bean:another",
            "exceptionHandler", "#bean:handler",
            "exchangePattern", "InOnly",
            "headerFilterStrategy", "#bean:strategy");

    private static final Map<String, String> OF_THE_COMPONENT = Map.of(
            "autowiredEnabled", "false",
            "configuration", "#bean:defaults",
            "dataSource", "#bean:another",
            "healthCheckConsumerEnabled", "false",
            "healthCheckProducerEnabled", "false",
            "jdbcUrl", "the test's",
            "listenDataSource", "#bean:another",
            "maximumPoolSize", "7",
            "password", "the test's",
            "username", "the test's");

    @BeforeEach
    void bindBeans() {
        bindBeans(camel);
        camel.getRegistry().bind("recorder", (Processor) e -> handled.add(e.copy()));
    }

    private void bindBeans(CamelContext context) {
        context.getRegistry().bind("another", new TransactionAwareDataSource(pool));
        context.getRegistry().bind("handler", (ExceptionHandler) new IgnoringHandler());
        context.getRegistry().bind("strategy", new DefaultHeaderFilterStrategy());
        context.getRegistry().bind("defaults", new PgmqConfiguration());
    }

    @Test
    void isSetByItsNameInAUri() throws Exception {
        assertThat(options().keySet())
                .isEqualTo(CATALOG.queryParameters().stream()
                        .map(Catalog.Entry::name)
                        .collect(Collectors.toSet()));
        Endpoint ordinary = camel.getEndpoint("pgmq:" + queue);
        Endpoint changed = camel.getEndpoint(uri(""));
        for (String name : options().keySet()) {
            if (!name.equals("exchangePattern")) {
                assertThat(value(changed, name)).as(name).isNotEqualTo(value(ordinary, name));
            }
        }
    }

    /** Except for one: a filter and an order exclude each other. */
    @ParameterizedTest
    @CsvSource({"java,filter,3", "java,ordering,2", "xml,filter,3", "xml,ordering,2", "yaml,filter,3", "yaml,ordering,2"
    })
    void worksTogetherWithAllOthers(String language, String without, int delivered) throws Exception {
        if (language.equals("java")) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to(uri(without));
                    from(uri(without)).process("recorder");
                }
            });
        } else {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString(
                            "every-option." + language, language.equals("xml") ? xml(without) : yaml(without)));
        }
        template.sendBodyAndHeader("direct:in", List.of("hello", "no", "hello"), "tenant", "acme");
        await().untilAsserted(() -> assertThat(handled.stream()
                        .mapToInt(e -> e.getMessage().getBody(List.class).size())
                        .sum())
                .isEqualTo(delivered));
        await().untilAsserted(() -> assertThat(rows(queue.archiveTable())).isEqualTo(delivered));
        assertThat(rows(queue.table())).as("what the filter leaves").isEqualTo(3 - delivered);
        assertThat(number("SELECT count(*) FROM " + queue.archiveTable() + " WHERE headers ->> 'x-pgmq-group' = 'g'"))
                .isEqualTo(delivered);
    }

    @Test
    void isSetByItsNameAtTheComponent() throws Exception {
        Map<String, String> options = new TreeMap<>(COMMON);
        options.putAll(OF_THE_COMPONENT);
        assertThat(options.keySet())
                .isEqualTo(CATALOG.componentOptions().stream()
                        .map(Catalog.Entry::name)
                        .collect(Collectors.toSet()));
        // It replaces what is set beside it.
        options.remove("configuration");
        options.put("jdbcUrl", PGMQ.jdbcUrl());
        options.put("username", PGMQ.username());
        options.put("password", PGMQ.password());
        Properties properties = new Properties();
        options.forEach(
                (name, value) -> properties.put("camel.component.pgmq." + StringHelper.camelCaseToDash(name), value));
        Main main = new Main();
        main.bind("another", new TransactionAwareDataSource(pool));
        properties.forEach((name, value) -> main.addInitialProperty(name.toString(), value.toString()));
        main.start();
        try {
            Endpoint changed = main.getCamelContext().getEndpoint("pgmq:" + queue);
            Endpoint ordinary = camel.getEndpoint("pgmq:" + queue);
            for (String name : COMMON.keySet()) {
                assertThat(value(changed, name)).as(name).isNotEqualTo(value(ordinary, name));
            }
            main.getCamelTemplate().sendBody("pgmq:" + queue + "?ordering=none", List.of("hello"));
            assertThat(rows(queue.table())).isOne();
        } finally {
            main.stop();
        }
    }

    private static Map<String, String> options() {
        Map<String, String> options = new TreeMap<>(COMMON);
        options.putAll(OF_ENDPOINTS);
        return options;
    }

    private String uri(String without) {
        return "pgmq:" + queue + "?"
                + options().entrySet().stream()
                        .filter(one -> !one.getKey().equals(without))
                        .map(one -> one.getKey() + "=RAW(" + one.getValue() + ")")
                        .map(one ->
                                one.contains("#bean") ? one.replace("RAW(", "").replace(")", "") : one)
                        .collect(Collectors.joining("&"));
    }

    private String xml(String without) {
        return """
                <routes>
                  <route><from uri="direct:in"/><to uri="%1$s"/></route>
                  <route><from uri="%1$s"/><process ref="recorder"/></route>
                </routes>
                """
                .formatted(uri(without).replace("&", "&amp;").replace("\"", "&quot;"));
    }

    private String yaml(String without) {
        return """
                - route:
                    from:
                      uri: direct:in
                      steps:
                        - to:
                            uri: pgmq:%1$s
                            parameters:
                %2$s
                - route:
                    from:
                      uri: pgmq:%1$s
                      parameters:
                %3$s
                      steps:
                        - process:
                            ref: recorder
                """
                .formatted(queue, parameters(14, without), parameters(8, without));
    }

    private static String parameters(int indent, String without) {
        return options().entrySet().stream()
                .filter(one -> !one.getKey().equals(without))
                .map(one -> " ".repeat(indent) + one.getKey() + ": '" + one.getValue() + "'")
                .collect(Collectors.joining("\n"));
    }

    private Object value(Endpoint endpoint, String name) throws Exception {
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(camel);
        PgmqConfiguration configuration = ((PgmqEndpoint) endpoint).getConfiguration();
        Object missing = new Object();
        Object value = beans.getOrElseProperty(configuration, name, missing, false);
        return value == missing ? beans.getOrElseProperty(endpoint, name, null, false) : value;
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
