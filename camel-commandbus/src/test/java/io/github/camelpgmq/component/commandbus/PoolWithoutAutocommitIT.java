/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool whose connections have autocommit off, as Hibernate's users like it: nothing may be rolled back on its return. */
class PoolWithoutAutocommitIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private HikariDataSource pool;
    private CommandBus bus;

    @BeforeEach
    void start() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PGMQ.jdbcUrl());
        config.setUsername(PGMQ.username());
        config.setPassword(PGMQ.password());
        config.setAutoCommit(false);
        pool = new HikariDataSource(config);
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.addComponent("commandbus", CommandBusNode.component());
        camel.start();
        bus = CommandBus.of(camel);
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    @Test
    void everyStateOfACommandIsWritten() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:pay/Good").log("handled");
                from("commandbus:pay/Refused").process(e -> {
                    throw new BusinessRuleException("NO", "no");
                });
                from("commandbus:pay/Broken").process(e -> {
                    if (broken.get()) {
                        throw new PermanentCommandException("BAD", "bad");
                    }
                });
            }
        });
        UUID good = send("Good");
        UUID refused = send("Refused");
        UUID repaired = send("Broken");
        UUID unknown = send("Unknown");
        awaitStatus(good, CommandStatus.COMPLETED);
        awaitStatus(refused, CommandStatus.FAILED);
        awaitStatus(repaired, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(unknown, CommandStatus.IN_TROUBLESHOOTING_QUEUE);

        broken.set(false);
        bus.troubleshooting().retry("pay", repaired, null, "alice", "repaired");
        awaitStatus(repaired, CommandStatus.COMPLETED);
    }

    private UUID send(String type) {
        UUID id = UUID.randomUUID();
        camel.createProducerTemplate()
                .sendBodyAndHeader("commandbus:pay/" + type, "{}", CommandBusConstants.COMMAND_ID, id.toString());
        return id;
    }

    private void awaitStatus(UUID id, CommandStatus status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(bus.get("pay", id).orElseThrow().status()).isEqualTo(status));
    }
}
