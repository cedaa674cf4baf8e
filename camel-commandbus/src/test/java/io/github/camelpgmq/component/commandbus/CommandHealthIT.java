/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.Mbeans;
import io.github.camelpgmq.support.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the consumers of a domain show: their health checks, the dev console and JMX. */
class CommandHealthIT extends CommandBusTestBase {

    private static final String SECRET = "s3cr3t";

    private final CountDownLatch held = new CountDownLatch(1);
    private TcpProxy proxy;

    @Override
    protected void configure(CamelContext context) throws Exception {
        PGSimpleDataSource proxied = new PGSimpleDataSource();
        proxied.setUrl(PGMQ.jdbcUrl());
        int port = proxied.getPortNumbers()[0];
        proxy = new TcpProxy(proxied.getServerNames()[0], port == 0 ? 5432 : port);
        proxied.setServerNames(new String[] {"localhost"});
        proxied.setPortNumbers(new int[] {proxy.port()});
        proxied.setUser(PGMQ.username());
        proxied.setPassword(PGMQ.password());
        proxied.setConnectTimeout(2);
        context.getComponent("commandbus", CommandBusComponent.class)
                .setDataSource(new TransactionAwareDataSource(proxied));
        context.setLoadHealthChecks(true);
        context.setDevConsole(true);
        HealthCheckRegistry.get(context).setEnabled(true);
    }

    @AfterEach
    void closeProxy() {
        held.countDown();
        proxy.restore();
        proxy.close();
    }

    @Test
    void upWithItsDetailsDownDuringAnOutageAndUpAfterIt() throws Exception {
        routes(camel);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(check("debit"))
                .returns(State.UP, Result::getState)
                .satisfies(up -> assertThat(up.getDetails())
                        .containsEntry("domain", domain)
                        .containsEntry("type", "Debit")
                        .containsEntry("notify", "listening")
                        .containsEntry("inFlight", 0)
                        .containsEntry("lostLeases", 0L)
                        .containsKey("pollLag")
                        .doesNotContainKey("paused")));
        assertThat(check("any").getDetails()).containsEntry("domain", domain).doesNotContainKey("type");

        proxy.cut();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(check("debit").getState()).isEqualTo(State.DOWN);
            assertThat(check("any").getState()).isEqualTo(State.DOWN);
        });
        assertThat(check("debit").getMessage())
                .hasValueSatisfying(m -> assertThat(m).contains("'" + domain + "'"));
        assertThat(HealthCheckHelper.invokeLiveness(camel))
                .extracting(Result::getState)
                .doesNotContain(State.DOWN);
        proxy.restore();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(check("debit").getState()).isEqualTo(State.UP));
    }

    @Test
    void pausedIsUpAndSuspendedIsUnknown() throws Exception {
        routes(camel);
        await().atMost(PATIENCE).until(() -> check("debit").getState() == State.UP);
        bus.pause(domain, "Debit", "ann", "why");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(check("debit").getDetails()).containsEntry("paused", true);
            assertThat(check("debit").getState()).isEqualTo(State.UP);
        });
        assertThat(check("any").getDetails()).doesNotContainKey("paused");
        bus.pause(domain, null, "ann", "why");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(check("any").getDetails()).containsEntry("paused", true));
        assertThat(check("any").getState()).isEqualTo(State.UP);

        var suspended = HealthCheckHelper.getHealthCheck(camel, "consumer:any");
        camel.getRouteController().suspendRoute("any");
        assertThat(consumer("any").getHealth()).isEqualTo("UNKNOWN");
        assertThat(suspended.call().getState()).isNotEqualTo(State.UP);
    }

    @Test
    void consoleShowsDomainsHandlersPausesAndWhatIsInFlightButNoData() throws Exception {
        routes(camel);
        bus.pause(domain, "Credit", "ann", "why");
        UUID id = send("Debit", Map.of("iban", SECRET), Map.of());
        await().atMost(PATIENCE).until(() -> consumer("debit").getInFlight() == 1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        console(DevConsole.MediaType.TEXT).toString())
                .contains("domain: " + domain, "state: UP", "pausedTypes: Credit", id.toString(), "Route Id: debit")
                .doesNotContain(SECRET));
        JsonObject json = (JsonObject) console(DevConsole.MediaType.JSON);
        assertThat(json.toJson()).doesNotContain(SECRET).contains("\"routeState\":\"Started\"");
        Map<?, ?> shown = (Map<?, ?>) ((List<?>) json.get("commandbusDomains")).get(0);
        assertThat(shown.get("domain")).isEqualTo(domain);
        assertThat(shown.get("paused")).isEqualTo(false);
        assertThat(shown.get("pausedTypes")).isEqualTo(List.of("Credit"));
        assertThat(shown.get("inFlight")).isEqualTo(1);
        assertThat((List<?>) shown.get("inFlightCommands")).singleElement().satisfies(one -> assertThat((Map<?, ?>) one)
                .isEqualTo(Map.of("messageId", 1L, "commandId", id.toString(), "type", "Debit", "attempt", 1)));
        assertThat((List<?>) shown.get("handlers"))
                .extracting(one -> String.valueOf(((Map<?, ?>) one).get("type")))
                .containsExactlyInAnyOrder("Debit", "*");
    }

    @Test
    void domainsArePausedAndConsumersLookedAtThroughJmx() throws Exception {
        CamelContext managed = new DefaultCamelContext();
        try {
            managed.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
            managed.addComponent("commandbus", CommandBusNode.component());
            routes(managed);
            managed.start();
            Mbeans beans = new Mbeans(managed);
            ObjectName component = beans.component("commandbus");
            ObjectName consumer = beans.consumer("debit");
            assertThat(beans.attribute(component, "Domains")).isEqualTo(List.of(domain));
            await().atMost(PATIENCE).until(() -> "UP".equals(beans.attribute(consumer, "Health")));

            assertThat(beans.call(component, "pause", domain, "Debit", "ann", "why"))
                    .isEqualTo(true);
            assertThat(beans.call(component, "pause", domain, "", "ann", "why")).isEqualTo(true);
            assertThat(bus.pauses(domain))
                    .extracting(pause -> pause.commandType(), pause -> pause.operator())
                    .containsExactly(tuple(null, "ann"), tuple("Debit", "ann"));
            assertThat(beans.call(component, "resume", domain, "Debit", "ann", "done"))
                    .isEqualTo(true);
            assertThat(beans.call(component, "resume", domain, "", "ann", "done"))
                    .isEqualTo(true);

            send("Debit", "{}", Map.of());
            await().atMost(PATIENCE).until(() -> Integer.valueOf(1).equals(beans.attribute(consumer, "InFlight")));
            held.countDown();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(((Map<?, ?>) beans.attribute(consumer, "Handled")).get("completed"))
                            .isEqualTo(1L));
            beans.call(consumer, "pollNow");
            assertThat(beans.attribute(consumer, "LostLeases")).isEqualTo(0L);
        } finally {
            managed.stop();
        }
    }

    private void routes(CamelContext context) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from(debit("?pollInterval=1s"))
                    .routeId("debit")
                    .process(exchange -> held.await(30, TimeUnit.SECONDS));
            routes.from("commandbus:" + domain + "?pollInterval=1s")
                    .routeId("any")
                    .process(exchange -> held.await(30, TimeUnit.SECONDS));
        });
    }

    private Object console(DevConsole.MediaType type) {
        return DevConsoleRegistry.get(camel).resolveById("commandbus").call(type);
    }

    private CommandBusConsumer consumer(String routeId) {
        return (CommandBusConsumer) camel.getRoute(routeId).getConsumer();
    }

    private Result check(String routeId) {
        return consumer(routeId).getHealthCheck().call();
    }
}
