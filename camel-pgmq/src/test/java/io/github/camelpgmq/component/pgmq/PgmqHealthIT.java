/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.support.TcpProxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PgmqHealthIT extends PgmqTestBase {

    private static final String SECRET = "s3cr3t";

    private TcpProxy proxy;

    @Override
    void configure(CamelContext context) throws Exception {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(PGMQ.jdbcUrl());
        int port = direct.getPortNumbers()[0];
        proxy = new TcpProxy(direct.getServerNames()[0], port == 0 ? 5432 : port);

        PGSimpleDataSource proxied = new PGSimpleDataSource();
        proxied.setUrl(PGMQ.jdbcUrl());
        proxied.setServerNames(new String[] {"localhost"});
        proxied.setPortNumbers(new int[] {proxy.port()});
        proxied.setUser(PGMQ.username());
        proxied.setPassword(PGMQ.password());
        proxied.setConnectTimeout(2);
        context.getRegistry().unbind("dataSource");
        context.getRegistry().bind("dataSource", proxied);

        context.setLoadHealthChecks(true);
        context.setDevConsole(true);
        HealthCheckRegistry.get(context).setEnabled(true);
    }

    @AfterEach
    void closeProxy() {
        proxy.restore();
        proxy.close();
    }

    @Test
    void upWithItsDetails() throws Exception {
        consume("?pollInterval=1s");
        await().untilAsserted(() -> assertThat(check())
                .returns(State.UP, Result::getState)
                .satisfies(up -> assertThat(up.getDetails())
                        .containsEntry("notify", "listening")
                        .containsEntry("queue", queue.name())
                        .containsEntry("inFlight", 0)
                        .containsEntry("lostLeases", 0L)
                        .containsKey("pollLag")));
        assertThat(aggregated().getState()).isEqualTo(State.UP);
        assertThat(aggregated().getDetails())
                .containsEntry("notify", "listening")
                .containsEntry("route.id", "consumer");
    }

    @Test
    void withoutListenNotifyIsOff() throws Exception {
        consume("?notify=false");
        await().untilAsserted(() -> assertThat(check().getState()).isEqualTo(State.UP));
        assertThat(check().getDetails()).containsEntry("notify", "off");
    }

    @Test
    void downDuringAnOutageAndUpAfterIt() throws Exception {
        consume("?pollInterval=1s");
        await().untilAsserted(() -> assertThat(check().getState()).isEqualTo(State.UP));

        proxy.cut();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(check().getState()).isEqualTo(State.DOWN);
            assertThat(aggregated().getState()).isEqualTo(State.DOWN);
        });
        assertThat(check().getMessage()).hasValueSatisfying(m -> assertThat(m).contains("'" + queue + "'"));
        assertThat(check().getDetails()).containsKey("lastError");
        assertThat(HealthCheckHelper.invokeReadiness(camel))
                .extracting(Result::getState)
                .contains(State.DOWN);
        assertThat(healthCheck().isLiveness()).isFalse();
        assertThat(HealthCheckHelper.invokeLiveness(camel))
                .extracting(Result::getState)
                .doesNotContain(State.DOWN);

        proxy.restore();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(check().getState()).isEqualTo(State.UP));
        assertThat(check().getDetails()).doesNotContainKey("lastError");
    }

    @Test
    void downWhenTheDatabaseGoesSilent() throws Exception {
        consume("?pollInterval=1s");
        await().untilAsserted(() -> assertThat(check().getState()).isEqualTo(State.UP));
        proxy.silence();
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(check())
                .returns(State.DOWN, Result::getState)
                .satisfies(down -> assertThat(down.getMessage())
                        .hasValueSatisfying(m -> assertThat(m).contains("has not answered"))));
        proxy.cut();
    }

    @Test
    void upWithDegradedListen() throws Exception {
        PgmqComponent component = camel.getComponent("pgmq", PgmqComponent.class);
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/none?password=" + SECRET);
        component.setListenDataSource(nowhere);
        consume("?pollInterval=1s");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(check())
                .returns(State.UP, Result::getState)
                .satisfies(up -> assertThat(up.getDetails())
                        .containsEntry("notify", "degraded")
                        .containsKey("notifyError")));
        assertThat(check().toString() + check().getDetails()).doesNotContain(SECRET);
    }

    @Test
    void unknownWhileSuspended() throws Exception {
        consume("?pollInterval=1s");
        await().untilAsserted(() -> assertThat(check().getState()).isEqualTo(State.UP));
        HealthCheck check = healthCheck();
        camel.getRouteController().suspendRoute("consumer");
        assertThat(check.call().getState()).isEqualTo(State.UNKNOWN);
        camel.getRouteController().resumeRoute("consumer");
        await().untilAsserted(() -> assertThat(check.call().getState()).isEqualTo(State.UP));
    }

    @Test
    void canBeSwitchedOffAtTheComponent() throws Exception {
        camel.getComponent("pgmq", PgmqComponent.class).setHealthCheckConsumerEnabled(false);
        consume("");
        assertThat(check().getState()).isEqualTo(State.UNKNOWN);
        assertThat(check().getDetails()).containsEntry(HealthCheck.CHECK_ENABLED, false);
    }

    @Test
    void stoppedConsumerHasNoCheck() throws Exception {
        consume("");
        camel.getRouteController().stopRoute("consumer");
        assertThat(healthCheck()).isNull();
    }

    @Test
    void consoleShowsEveryConsumer() throws Exception {
        consume("?pollInterval=1s");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:other").routeId("other").to("mock:x");
            }
        });
        await().untilAsserted(() -> assertThat(
                        console(DevConsole.MediaType.TEXT).toString())
                .contains("Route Id: consumer", "queue: " + queue, "state: UP", "notify: listening", "inFlight: 0")
                .doesNotContain("other"));
        JsonObject json = (JsonObject) console(DevConsole.MediaType.JSON);
        assertThat(json.toJson()).contains("\"routeState\":\"Started\"");
        assertThat(((Collection<?>) json.get("pgmqConsumers"))).singleElement().satisfies(one -> {
            Map<?, ?> consumer = (Map<?, ?>) one;
            assertThat(consumer.get("routeId")).isEqualTo("consumer");
            assertThat(consumer.get("queue")).isEqualTo(queue.name());
            assertThat(consumer.get("state")).isEqualTo("UP");
            assertThat(consumer.get("lostLeases")).isEqualTo(0L);
            assertThat(consumer.get("pollLag")).isNotNull();
            assertThat(consumer.get("handled"))
                    .isEqualTo(Map.of("completed", 0L, "retry", 0L, "given_up", 0L, "lease_lost", 0L));
            assertThat(consumer.get("inFlightMessages")).isEqualTo(List.of());
        });
    }

    @Test
    void consoleWithoutConsumersIsEmpty() {
        assertThat(console(DevConsole.MediaType.TEXT).toString()).isBlank();
        assertThat(((JsonObject) console(DevConsole.MediaType.JSON)).get("pgmqConsumers"))
                .isIn(new JsonArray(), List.of());
    }

    private Object console(DevConsole.MediaType type) {
        return DevConsoleRegistry.get(camel).resolveById("pgmq").call(type);
    }

    private HealthCheck healthCheck() {
        return ((DefaultConsumer) camel.getRoute("consumer").getConsumer()).getHealthCheck();
    }

    private Result check() {
        return healthCheck().call();
    }

    /** As an application sees it, through Camel's repository of consumers. */
    private Result aggregated() {
        return HealthCheckHelper.getHealthCheck(camel, "consumer:consumer").call();
    }
}
