/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.KameletFile;
import io.github.camelpgmq.support.KameletOptions;
import io.github.camelpgmq.support.NewestCamel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets {@code commandbus-send-sink} and {@code commandbus-handler-source} in YAML routes. */
@DisabledIf(value = NewestCamel.IN_USE, disabledReason = "camel-kamelet is not on Maven Central")
@Documents("src/main/docs/commandbus-component.adoc")
class KameletIT extends SnippetTestBase {

    private static final String CONNECTION =
            """
            jdbcUrl: "RAW({{db.url}})", username: "{{db.username}}", password: "RAW({{db.password}})",
            autoCreateSchema: true, autoCreateQueue: true""";

    /** For each parameter something that is not its default. */
    private static final KameletOptions OPTIONS = new KameletOptions(Map.ofEntries(
            Map.entry("domain", "payments"),
            Map.entry("commandType", "DebitAccount"),
            Map.entry("autoCreateSchema", "true"),
            Map.entry("autoCreateQueue", "true"),
            Map.entry("ackMode", "archive"),
            Map.entry("concurrentConsumers", "2"),
            Map.entry("visibilityTimeout", "11s"),
            Map.entry("pollInterval", "1s"),
            Map.entry("maxMessagesPerPoll", "9"),
            Map.entry("retryBackoff", "2s,3s"),
            Map.entry("transacted", "false"),
            Map.entry("permanentExceptions", "java.lang.IllegalStateException"),
            Map.entry("businessExceptions", "java.lang.ArithmeticException"),
            Map.entry("maxAttempts", "4"),
            Map.entry("delay", "1s"),
            Map.entry("replyTo", "payments__replies"),
            Map.entry("requestTimeout", "7s"),
            Map.entry("onDuplicate", "ignore")));

    @BeforeEach
    void settings() {
        PropertiesComponent placeholders = (PropertiesComponent) camel.getPropertiesComponent();
        placeholders.addInitialProperty("db.url", PGMQ.jdbcUrl());
        placeholders.addInitialProperty("db.username", PGMQ.username());
        placeholders.addInitialProperty("db.password", Objects.toString(PGMQ.password(), ""));
    }

    /** The routes of the documentation, with pools of their own: the route's body is the reply. */
    @SnippetTest(value = "kamelets", languages = "yaml")
    void requestAndReply(Snippet snippet) {
        camel.getRegistry().unbind("dataSource");
        bean("accountService", exchange -> exchange.getMessage().setBody("{\"balance\":75}"));
        run(snippet);
        assertThat(template.requestBody("direct:debit", Map.of("account", 7), String.class))
                .isEqualTo("{\"balance\":75}");
        assertThat(text("SELECT status FROM command_bus_command")).isEqualTo("COMPLETED");
        assertThat(ownComponents())
                .hasSize(2)
                .allSatisfy(own -> assertThat(own.getDataSource()).isNull())
                .extracting(CommandBusComponent::getMaximumPoolSize)
                .containsOnly(5);
    }

    @Test
    void failedHandlerGetsTheCommandAgain() throws Exception {
        bean("accountService", exchange -> {
            handled.add(exchange.copy());
            if (handled.size() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        load(handler("DebitAccount", "retryBackoff: 1s"));
        UUID command = send("DebitAccount", "{}", Map.of());
        awaitStatus(command, "COMPLETED");
        assertThat(handled)
                .extracting(exchange -> exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class))
                .containsExactly(1, 2);
        assertThat(camel.getEndpoints()).hasAtLeastOneElementOfType(CommandBusEndpoint.class);
        assertThat(ownComponents()).as("Without a URL").isEmpty();
    }

    /** Each has its own type: neither sends the other's commands to troubleshooting. */
    @Test
    void handlersOfADomainShareOneEngine() throws Exception {
        bean("accountService", exchange -> handled.add(exchange.copy()));
        load(handler("DebitAccount", CONNECTION) + handler("CreditAccount", CONNECTION));
        UUID debit = send("DebitAccount", "{}", Map.of());
        UUID credit = send("CreditAccount", "{}", Map.of());
        awaitStatus(debit, "COMPLETED");
        awaitStatus(credit, "COMPLETED");
        assertThat(ownComponents()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maximumPoolSize: 6", "ackMode: archive", "password: hunter2"})
    void handlersThatShareAPoolMustAgree(String different) throws Exception {
        bean("accountService", exchange -> {});
        load(handler("DebitAccount", CONNECTION));
        String name = different.substring(0, different.indexOf(':'));
        String connection = name.equals("password")
                ? CONNECTION.replace("password: \"RAW({{db.password}})\"", different)
                : CONNECTION + ", " + different;
        assertThatThrownBy(() -> load(handler("CreditAccount", connection)))
                .rootCause()
                .hasMessageContaining("must be the same")
                .hasMessageContaining(name)
                .hasMessageNotContaining("hunter2");
    }

    /** The application's component is set by its own properties. */
    @ParameterizedTest
    @ValueSource(strings = {"autoCreateSchema: true", "autoCreateQueue: true", "ackMode: archive", "username: someone"})
    void whatNeedsAUrlIsRefusedWithoutOne(String option) {
        bean("accountService", exchange -> {});
        assertThatThrownBy(() -> load(handler("DebitAccount", option)))
                .rootCause()
                .hasMessageContaining(option.substring(0, option.indexOf(':')))
                .hasMessageContaining("jdbcUrl");
    }

    @Test
    void everyParameterOfTheSourceReachesItsOption() throws Exception {
        KameletFile source = KameletFile.of("commandbus-handler-source");
        bean("accountService", exchange -> {});
        load(OPTIONS.source(source, "", "bean:accountService"));
        OPTIONS.assertReached(camel, source, "", CommandBusEndpoint.class);
    }

    @Test
    void everyParameterOfTheSinkReachesItsOption() throws Exception {
        KameletFile sink = KameletFile.of("commandbus-send-sink");
        load(OPTIONS.sink(sink, "direct:debit"));
        for (int i = 0; i < 2; i++) {
            template.sendBodyAndHeader(
                    "direct:debit",
                    "{}",
                    CommandBusConstants.COMMAND_ID,
                    UUID.nameUUIDFromBytes(new byte[1]).toString());
        }
        OPTIONS.assertReached(camel, sink, "", CommandBusEndpoint.class);
        assertThat(text("SELECT command_type || ' ' || max_attempts || ' ' || reply_queue FROM command_bus_command"))
                .isEqualTo("DebitAccount 4 payments__replies");
        assertThat(queued()).as("the second is a duplicate").isOne();
    }

    private static String handler(String type, String more) {
        return """
                - route:
                    from:
                      uri: kamelet:commandbus-handler-source
                      parameters: {domain: payments, commandType: %s, %s}
                      steps:
                        - to:
                            uri: bean:accountService
                """
                .formatted(type, more.replace("\n", " "));
    }

    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
    }

    /** The components with pools that belong to Kamelets. */
    private List<CommandBusComponent> ownComponents() {
        return camel.getComponentNames().stream()
                .map(name -> camel.getComponent(name, false))
                .filter(CommandBusComponent.class::isInstance)
                .map(CommandBusComponent.class::cast)
                .filter(one -> one.getJdbcUrl() != null)
                .toList();
    }
}
