/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.support.RouteText;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How replies are delivered to a route, and what a route for them needs. */
class CommandReplyDeliveryIT extends ReplyRouteTestBase {

    private static final String REPLY = "{\"command_id\":\"%s\",\"outcome\":\"SUCCESS\",\"data\":{}}";

    @Override
    protected void configure(CamelContext context) {
        context.setLoadHealthChecks(true);
        HealthCheckRegistry.get(context).setEnabled(true);
    }

    @ParameterizedTest
    @CsvSource({"true,1", "false,2"})
    void aFailedReplyComesAgainAndItsSqlCommitsWithTheAcknowledgement(boolean transacted, int effects)
            throws Exception {
        UUID id = sendReply();
        AtomicInteger deliveries = new AtomicInteger();
        consumeReplies("&retryBackoff=100ms&transacted=" + transacted, effect(), exchange -> {
            if (deliveries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(replies.table())).isZero());

        assertThat(deliveries).hasValue(2);
        assertThat(effects(id)).isEqualTo(effects);
    }

    @Test
    void aReplyThatFailsForEverIsNeverLost() throws Exception {
        sendReply();
        consumeReplies("&retryBackoff=50ms", exchange -> {
            throw new IllegalStateException("never");
        });
        await().atMost(PATIENCE).until(() -> received.size() >= 5);
        assertThat(rows(replies.table())).isOne();
        assertThat(rows(replies.archiveTable())).isZero();
    }

    @Test
    void aSuspendedRouteGetsNothingUntilItGoesOn() throws Exception {
        consumeReplies("");
        camel.getRouteController().suspendRoute(ROUTE);
        sendReply();
        sendReply();
        assertThat(received).isEmpty();
        assertThat(rows(replies.table())).isEqualTo(2);
        camel.getRouteController().resumeRoute(ROUTE);
        awaitReplies(2);
        camel.getRouteController().stopRoute(ROUTE);
        sendReply();
        camel.getRouteController().startRoute(ROUTE);
        awaitReplies(3);
    }

    @Test
    void severalHandlersShareTheReplies() throws Exception {
        for (int i = 0; i < 50; i++) {
            sendReply();
        }
        consumeReplies("&concurrentConsumers=5");
        awaitReplies(50);
        assertThat(received.stream()
                        .map(reply -> reply.getHeader(CommandBusConstants.COMMAND_ID))
                        .distinct())
                .hasSize(50);
    }

    @Test
    void anotherQueueIsReadIfItIsAllowed() throws Exception {
        QueueName other = QueueName.of(domain + "__replies_night");
        client.createQueue(other);
        client.send(other, REPLY.formatted(UUID.randomUUID()), null, null);
        consumeReplies("&replyTo=" + other);
        awaitReply();
        assertThatThrownBy(() -> camel.addRoutes(routeOf("commandbus:" + domain + "x:replies?replyTo=orders")))
                .hasStackTraceContaining(
                        "replyTo names 'orders', which replyQueues does not allow: use a queue that matches *__replies*");
    }

    @Test
    void aMissingQueueIsCreatedOrNamedWithTheFix() throws Exception {
        camel.addRoutes(routeOf("commandbus:" + domain + "a:replies"));
        assertThat(client.listQueues()).anyMatch(queue -> queue.name().equals(domain + "a__replies"));
        camel.getComponent("commandbus", CommandBusComponent.class).setAutoCreateQueue(false);
        assertThatThrownBy(() -> camel.addRoutes(routeOf("commandbus:" + domain + "b:replies")))
                .hasStackTraceContaining("Queue '" + domain + "b__replies' does not exist: create it with SELECT"
                        + " pgmq.create('" + domain + "b__replies') or set autoCreateQueue=true");
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> camel.addRoutes(routeOf("commandbus:" + domain + ":replies/Debit")))
                .hasStackTraceContaining("leave out '/Debit', and use the header CamelCommandBusCommandType");
        assertThatThrownBy(() -> camel.addRoutes(routeOf("commandbus:No:replies")))
                .hasStackTraceContaining("Domain 'No' is not usable");
        assertThatThrownBy(() -> camel.addRoutes(routeOf("commandbus:" + domain + ":replies?concurrentConsumers=0")))
                .hasStackTraceContaining("concurrentConsumers must be at least 1");
        assertThatThrownBy(() -> template.sendBody("commandbus:" + domain + ":replies", "{}"))
                .hasStackTraceContaining("can only be consumed from");
    }

    @Test
    void aPoolThatCouldNotWorkIsRefused() throws Exception {
        try (CommandBusNode two = new CommandBusNode(CommandBusNode.pool(PGMQ.dataSource(), 2))) {
            CamelContext small = two.camel();
            assertThatThrownBy(() -> small.addRoutes(routeOf("commandbus:" + domain + ":replies")))
                    .hasStackTraceContaining("need 3 connections: 1 to fetch + 1 to listen + 1 for transacted handlers"
                            + " (commandbus:" + domain + ":replies: 1)");
            small.addRoutes(routeOf("commandbus:" + domain + ":replies?transacted=false"));
            sendReply();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(rows(replies.table())).isZero());
        }
    }

    @Test
    void itsConsumerHasAHealthCheck() throws Exception {
        consumeReplies("");
        HealthCheck check = HealthCheckHelper.getHealthCheck(camel, "consumer:" + ROUTE);
        assertThat(check).isNotNull();
        assertThat(((DefaultConsumer) camel.getRoute(ROUTE).getConsumer())
                        .getHealthCheck()
                        .getId())
                .isEqualTo("commandbus-consumer-" + ROUTE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replies.xml|<route><from uri='commandbus:%s:replies?pollInterval=1s'/><to uri='mock:replies'/></route>",
                "replies.yaml|- from: {uri: 'commandbus:%s:replies', parameters: {pollInterval: 1s}, steps: [to: 'mock:replies']}",
                "typed.yaml|- from: {uri: commandbus, parameters: {domain: '%s:replies'}, steps: [to: 'mock:replies']}"
            })
    void routesInXmlAndYamlGetReplies(String name, String routes) throws Exception {
        RouteText.load(camel, name, routes.formatted(domain));
        sendReply();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(replies.table())).isZero());
        assertThat(camel.getRoutes()).hasSize(1);
    }

    private UUID sendReply() {
        UUID id = UUID.randomUUID();
        sendForeign(REPLY.formatted(id), null);
        return id;
    }

    private Processor effect() {
        return exchange -> template.send(
                "sql:INSERT INTO effect VALUES ('" + domain + "', :#${header.CamelCommandBusCommandId})",
                (Exchange inner) ->
                        inner.getMessage().setHeaders(exchange.getMessage().getHeaders()));
    }

    private static RouteBuilder routeOf(String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:replies");
            }
        };
    }
}
