/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.KameletFile;
import io.github.camelpgmq.support.KameletOptions;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.NewestCamel;
import io.github.camelpgmq.support.PasswordCheck;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.TestRole;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets {@code pgmq-source} and {@code pgmq-sink} in YAML routes. */
@DisabledIf(value = NewestCamel.IN_USE, disabledReason = "camel-kamelet is not on Maven Central")
@Documents("src/main/docs/pgmq-component.adoc")
class KameletIT extends SnippetTestBase {

    @RegisterExtension
    static final PgmqExtension SECOND = new PgmqExtension();

    /** For each parameter something that is not its default. */
    private static final KameletOptions OPTIONS = new KameletOptions(Map.ofEntries(
            Map.entry("queueName", "orders"),
            Map.entry("autoCreateQueue", "true"),
            Map.entry("concurrentConsumers", "2"),
            Map.entry("visibilityTimeout", "11s"),
            Map.entry("pollInterval", "1s"),
            Map.entry("maxMessagesPerPoll", "9"),
            Map.entry("ackMode", "archive"),
            Map.entry("transacted", "true"),
            Map.entry("retryDelay", "2s,3s"),
            Map.entry("maxDeliveries", "4"),
            Map.entry("deadLetterQueue", "orders_dead"),
            Map.entry("ordering", "group"),
            Map.entry("filter", "{\"region\":\"eu\"}"),
            Map.entry("delay", "1s"),
            Map.entry("messageGroup", "g"),
            Map.entry("messageFormat", "text")));

    private static TestRole role;
    private static PasswordCheck check;
    private static CompletableFuture<Throwable> refused;

    /** Meanwhile the others run: HikariCP tries for half a minute. */
    @BeforeAll
    static void startWithAWrongPassword() {
        role = new TestRole(PGMQ.database());
        check = new PasswordCheck(PGMQ.database(), role.name());
        String routes = sink("direct:in", PGMQ.jdbcUrl())
                .replace("{{db.username}}", role.name())
                .replace("{{db.password}}", "hunter2");
        refused = CompletableFuture.supplyAsync(() -> {
            CamelContext context = new DefaultCamelContext();
            context.start();
            try {
                return catchThrowable(() -> load(context, routes));
            } finally {
                context.stop();
            }
        });
    }

    @AfterAll
    static void closeRole() {
        check.close();
        role.close();
    }

    @BeforeEach
    void nameSecondDatabase() {
        placeholder("second.url", SECOND.jdbcUrl());
    }

    private void placeholder(String name, String value) {
        ((PropertiesComponent) camel.getPropertiesComponent()).addInitialProperty(name, value);
    }

    /** The routes of the documentation: both Kamelets have pools of their own, which end with the context. */
    @SnippetTest(value = "kamelets", languages = "yaml")
    void sendAndReceive(Snippet snippet) throws Exception {
        camel.getRegistry().unbind("dataSource");
        recorder("orderService");
        run(snippet);
        template.sendBody("direct:newOrder", Map.of("id", 7));
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).containsExactly("{\"id\": 7}");
        assertThat(ownComponents())
                .hasSize(2)
                .allSatisfy(own -> assertThat(own.getDataSource()).isNull())
                .extracting(PgmqComponent::getMaximumPoolSize)
                .containsOnly(5);
    }

    @Test
    void failedHandlerGetsTheMessageAgain() throws Exception {
        createQueues("orders");
        bean("orderService", exchange -> {
            keep(exchange);
            if (handled.size() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        load(
                """
                - route:
                    from:
                      uri: kamelet:pgmq-source
                      parameters:
                        queueName: orders
                        retryDelay: 1s
                      steps:
                        - to:
                            uri: bean:orderService
                """);
        template.sendBody("pgmq:orders", "{\"id\":7}");
        awaitHandled(2);
        awaitRows("pgmq.q_orders", 0);
        assertThat(handled)
                .extracting(exchange -> exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class))
                .containsExactly(1, 2);
    }

    @Test
    void contextDataSourceIsUsedWithoutUrl() throws Exception {
        createQueues("orders");
        load(
                """
                - route:
                    from:
                      uri: direct:newOrder
                      steps:
                        - to:
                            uri: kamelet:pgmq-sink
                            parameters:
                              queueName: orders
                """);
        template.sendBody("direct:newOrder", "{}");
        assertThat(rows("pgmq.q_orders")).isOne();
        assertThat(ownComponents()).isEmpty();
        assertThat(camel.getEndpoints()).hasAtLeastOneElementOfType(PgmqEndpoint.class);
    }

    @Test
    void differentDatabasesAreNotMixed() throws Exception {
        createQueues("orders");
        new TestSql(SECOND.dataSource()).run("SELECT pgmq.create('orders')");
        recorder("orderService");
        load(sink("direct:first", "{{db.url}}") + sink("direct:second", "{{second.url}}") + source("{{second.url}}"));
        template.sendBody("direct:first", "\"first\"");
        template.sendBody("direct:second", "\"second\"");
        awaitHandled(1);
        assertThat(bodies()).containsExactly("\"second\"");
        assertThat(client.browse(QueueName.of("orders"), 10))
                .extracting(message -> message.body())
                .containsExactly("\"first\"");
    }

    /** Pools of different users at the same database, each of its size, closed with the context. */
    @Test
    void everyKameletHasItsPoolUntilTheContextStops() throws Exception {
        createQueues("orders");
        Server server = new Server(PGMQ.database());
        String url = PGMQ.jdbcUrl() + (PGMQ.jdbcUrl().contains("?") ? "&" : "?")
                + "tcpKeepAlive=true&ApplicationName=kamelet_";
        load(sink("direct:first", url + "1") + sink("direct:second", url + "2"));
        template.sendBody("direct:first", "{}");
        template.sendBody("direct:second", "{}");
        assertThat(rows("pgmq.q_orders")).isEqualTo(2);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(server.backends("kamelet_1")).isEqualTo(5);
            assertThat(server.backends("kamelet_2")).isEqualTo(5);
        });
        camel.stop();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(server.backends("kamelet_1")).isZero();
            assertThat(server.backends("kamelet_2")).isZero();
        });
    }

    @Test
    void userWithoutUrlIsRefused() {
        assertThatThrownBy(
                        () -> load(
                                """
                        - route:
                            from:
                              uri: direct:newOrder
                              steps:
                                - to:
                                    uri: kamelet:pgmq-sink
                                    parameters:
                                      queueName: orders
                                      password: hunter2
                        """))
                .rootCause()
                .hasMessageContaining("no jdbcUrl")
                .hasMessageNotContaining("hunter2");
    }

    /** A filter and an order exclude each other. */
    @ParameterizedTest
    @ValueSource(strings = {"filter", "ordering"})
    void everyParameterOfTheSourceReachesItsOption(String without) throws Exception {
        KameletFile source = KameletFile.of("pgmq-source");
        recorder("orderService");
        load(OPTIONS.source(source, without, "bean:orderService"));
        OPTIONS.assertReached(camel, source, without, PgmqEndpoint.class);
    }

    @Test
    void everyParameterOfTheSinkReachesItsOption() throws Exception {
        KameletFile sink = KameletFile.of("pgmq-sink");
        load(OPTIONS.sink(sink, "direct:in"));
        template.sendBody("direct:in", "no JSON");
        OPTIONS.assertReached(camel, sink, "", PgmqEndpoint.class);
        assertThat(text("SELECT message #>> '{}' FROM pgmq.q_orders WHERE headers ->> 'x-pgmq-group' = 'g'"))
                .isEqualTo("no JSON");
    }

    @Test
    void wrongPasswordIsNamedButNotShown() {
        assertThat(refused).succeedsWithin(Duration.ofMinutes(2));
        List<String> messages = messages(refused.join());
        assertThat(messages)
                .noneSatisfy(message -> assertThat(message).contains("hunter2"))
                .anySatisfy(message -> assertThat(message)
                        .contains("Could not check queue 'orders' at start")
                        .contains("password authentication failed for user \"" + role.name() + "\"")
                        .contains("Check username and password"));
    }

    private static List<String> messages(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .toList();
    }

    @Test
    void nothingSecretIsLogged() throws Exception {
        createQueues("orders");
        recorder("orderService");
        try (LogCapture log = LogCapture.ofEverything()) {
            load(source("{{db.url}}").replace("{{db.password}}", "hunter2"));
            // Camel shows what placeholders stand for, at DEBUG.
            assertThat(log.events())
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO)
                            || !event.getLoggerName().startsWith("org.apache.camel."))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line).contains(PGMQ.jdbcUrl()))
                    .noneSatisfy(line -> assertThat(line).contains("hunter2"));
        }
    }

    private static String source(String url) {
        return """
                - route:
                    from:
                      uri: kamelet:pgmq-source
                      parameters:
                        queueName: orders
                        jdbcUrl: "RAW(%s)"
                        username: "{{db.username}}"
                        password: "RAW({{db.password}})"
                      steps:
                        - to:
                            uri: bean:orderService
                """
                .formatted(url);
    }

    private static String sink(String from, String url) {
        return """
                - route:
                    from:
                      uri: %s
                      steps:
                        - to:
                            uri: kamelet:pgmq-sink
                            parameters:
                              queueName: orders
                              jdbcUrl: "RAW(%s)"
                              username: "{{db.username}}"
                              password: "RAW({{db.password}})"
                """
                .formatted(from, url);
    }

    private void load(String yaml) throws Exception {
        load(camel, yaml);
    }

    private static void load(CamelContext context, String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
    }

    /** The components with pools that belong to Kamelets. */
    private List<PgmqComponent> ownComponents() {
        return camel.getComponentNames().stream()
                .map(name -> camel.getComponent(name, false))
                .filter(PgmqComponent.class::isInstance)
                .map(PgmqComponent.class::cast)
                .filter(one -> one.getJdbcUrl() != null)
                .toList();
    }
}
