/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.commandbus.CommandRequest;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.springboot.application.OrderApplication;
import io.github.camelpgmq.component.commandbus.springboot.application.OrderService;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** An application with JPA, Flyway and the actuator: its services, the handlers and the command bus share transactions. */
@SpringBootTest(
        classes = OrderApplication.class,
        properties = {
            "camel.component.commandbus.retry-backoff=1s",
            "management.endpoint.health.show-details=always",
            "camel.health.exposure-level=full",
            "spring.main.banner-mode=off"
        })
class CommandBusStarterIT {

    @Autowired
    private CamelContext camel;

    @Autowired
    private CommandBus bus;

    @Autowired
    private OrderService orders;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void theJavaApiIsABean() {
        CommandBusComponent component = camel.getComponent("commandbus", CommandBusComponent.class);
        assertThat(bus).isSameAs(component.getCommandBus()).isSameAs(CommandBus.of(camel));
        assertThat(camel.getRegistry().lookupByName("commandBus")).isSameAs(bus);
    }

    @Test
    void whatAServiceSendsIsCommittedWithItsEntities(@Autowired PlatformTransactionManager transactions) {
        assertThat(transactions).isInstanceOf(JpaTransactionManager.class);
        UUID sent = UUID.randomUUID();
        orders.place(1, sent, false);
        assertThat(state(1)).containsExactly("placed");
        assertThat(bus.get("billing", sent).orElseThrow().status()).isEqualTo(CommandStatus.PENDING);
        assertThat(messages(sent)).isOne();

        UUID undone = UUID.randomUUID();
        assertThatThrownBy(() -> orders.place(2, undone, true)).hasMessage("no credit");
        assertThat(state(2)).isEmpty();
        assertThat(bus.get("billing", undone)).isEmpty();
        assertThat(messages(undone)).isZero();
    }

    /** Each fails once after its SQL, which would violate the primary key the second time had it been committed. */
    @ParameterizedTest
    @CsvSource({"withJpa, 3, jpa", "withJdbc, 4, jdbc"})
    void whatAHandlerHasWrittenIsCommittedWithTheCommandOnly(String handler, long id, String state) {
        UUID commandId = send(handler, id, 3);
        awaitStatus(commandId, CommandStatus.COMPLETED);
        assertThat(command(commandId).attempts()).isEqualTo(2);
        assertThat(state(id)).containsExactly(state);
    }

    @Test
    void whatARefusedCommandHasWrittenIsRolledBack() {
        UUID commandId = send("refused", 5, 3);
        awaitStatus(commandId, CommandStatus.FAILED);
        assertThat(command(commandId).lastErrorCode()).isEqualTo("NO_CREDIT");
        assertThat(state(5)).isEmpty();
    }

    @Test
    void anEntityThatCannotBeFlushedFailsTheCommand() {
        UUID commandId = send("tooLate", 6, 1);
        awaitStatus(commandId, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(command(commandId).lastErrorMessage()).contains("placed_order");
        assertThat(state(6)).isEmpty();
    }

    @Test
    void commandsDoNotShareATransactionOfJpa() throws Exception {
        RouteBuilder sharing = new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:sharing?transactionBatchSize=10")
                        .routeId("sharing")
                        .to("log:sharing");
            }
        };
        assertThatThrownBy(() -> camel.addRoutes(sharing))
                .hasStackTraceContaining("transactionBatchSize=10 needs savepoints");
        camel.removeRoute("sharing");
    }

    @Test
    void theMigrationsOfBothHaveRun() {
        assertThat(versions("flyway_schema_history")).containsExactly("1");
        assertThat(versions("command_bus_history")).contains("0", "1");
        assertThat(camel.getComponent("commandbus", CommandBusComponent.class).isAutoCreateSchema())
                .isFalse();
    }

    @Test
    void theHealthEndpointKnowsTheConsumers(@Autowired HealthEndpoint health) {
        HealthComponent camelHealth = health.healthForPath("camelHealth");
        assertThat(camelHealth.getStatus()).isEqualTo(Status.UP);
        assertThat(((Health) camelHealth).getDetails().keySet()).contains("consumer:withJpa");
    }

    private UUID send(String handler, long order, int maxAttempts) {
        return bus.send(CommandRequest.of("orders", handler, null)
                        .withHeader("order", order)
                        .withMaxAttempts(maxAttempts))
                .id();
    }

    private void awaitStatus(UUID commandId, CommandStatus status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(command(commandId).status()).isEqualTo(status));
    }

    private CommandMetadata command(UUID commandId) {
        return bus.get("orders", commandId).orElseThrow();
    }

    private List<String> state(long id) {
        return jdbc.queryForList("SELECT state FROM placed_order WHERE id = ?::bigint", String.class, id);
    }

    private List<String> versions(String history) {
        return jdbc.queryForList("SELECT version FROM " + history + " ORDER BY installed_rank", String.class);
    }

    private int messages(UUID commandId) {
        return jdbc.queryForObject(
                "SELECT count(*) FROM pgmq.q_billing__commands WHERE message ->> 'command_id' = ?::text",
                Integer.class,
                commandId.toString());
    }
}
