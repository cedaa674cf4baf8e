/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

/** The shop as its customers see it, and what they do not see when its database connection breaks. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ShopIT {

    private static final String WAITING_HANDLERS =
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO reservation%' AND datname = current_database()";

    @Autowired
    private TestRestTemplate http;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private CommandBus bus;

    @Test
    void anOrderIsConfirmedOnceItsStockIsReserved() {
        UUID order = place("tea", 3);
        awaitState(order, "CONFIRMED");
        assertThat(reserved(order)).containsExactly(3);
    }

    @Test
    void anOrderIsRejectedWhenThereIsNotEnough() {
        UUID order = place("tea", 1000);
        awaitState(order, "REJECTED");
        assertThat(order(order).path("problem").asText()).isEqualTo("there is not enough tea");
        assertThat(reserved(order)).isEmpty();
    }

    /** The handler has taken the stock and waits to write its reservation when its connection is ended. */
    @Test
    void anOrderIsCompletedExactlyOnceAlthoughTheConnectionBreaks(@Autowired DataSource dataSource) throws Exception {
        UUID order;
        try (Connection blocker = dataSource.getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE reservation IN EXCLUSIVE MODE");
            order = place("coffee", 5);
            List<Integer> handlers = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> jdbc.queryForList(WAITING_HANDLERS, Integer.class), found -> !found.isEmpty());
            handlers.forEach(pid -> jdbc.queryForObject("SELECT pg_terminate_backend(?::int)", Boolean.class, pid));
            blocker.rollback();
        }
        awaitState(order, "CONFIRMED");

        CommandMetadata command = bus.get("inventory", order).orElseThrow();
        assertThat(command.status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(command.attempts()).isEqualTo(2);
        assertThat(reserved(order)).containsExactly(5);
        assertThat(jdbc.queryForObject("SELECT available FROM stock WHERE item = 'coffee'", Integer.class))
                .isEqualTo(95);
        assertThat(bus.auditTrail("inventory", order))
                .extracting(AuditEntry::eventType)
                .containsExactly("SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED", "RECEIVED", "COMPLETED");
    }

    @Test
    void theActuatorKnowsTheConsumers() {
        JsonNode health = http.getForObject("/actuator/health", JsonNode.class);
        assertThat(health.path("status").asText()).isEqualTo("UP");
        JsonNode meter = http.getForObject("/actuator/metrics/commandbus.consumer.inflight", JsonNode.class);
        assertThat(meter.path("measurements")).isNotEmpty();
    }

    private UUID place(String item, int quantity) {
        ResponseEntity<JsonNode> response = http.postForEntity("/orders", new NewOrder(item, quantity), JsonNode.class);
        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
        return UUID.fromString(response.getBody().path("id").asText());
    }

    private JsonNode order(UUID id) {
        return http.getForObject("/orders/" + id, JsonNode.class);
    }

    private void awaitState(UUID order, String state) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        order(order).path("state").asText())
                .isEqualTo(state));
    }

    private List<Integer> reserved(UUID order) {
        return jdbc.queryForList("SELECT quantity FROM reservation WHERE purchase_id = ?::uuid", Integer.class, order);
    }
}
