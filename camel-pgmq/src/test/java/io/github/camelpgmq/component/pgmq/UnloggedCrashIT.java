/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.ServerProcesses;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An unlogged queue is empty after a crash of its server, and its ids start again. */
class UnloggedCrashIT {

    @RegisterExtension
    static final PgmqExtension PGMQ =
            new PgmqExtension(PgmqServerConfig.builder().durable(true).build());

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> handled = new CopyOnWriteArrayList<>();

    @Test
    void itsConsumerGoesOnWithWhatIsSentLater() throws Exception {
        Server server = new Server(PGMQ.database());
        ServerProcesses processes = ServerProcesses.of(server);
        assumeThat(processes.reachable()).as("the server's processes").isTrue();
        CountDownLatch gate = new CountDownLatch(1);
        try (HikariDataSource pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 10);
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("dataSource", pool);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("pgmq:fast?autoCreateQueue=true&queueType=unlogged&pollInterval=1s")
                            .process(e -> handled.add(e.getMessage().getBody(String.class)))
                            .process(e -> gate.await(60, TimeUnit.SECONDS));
                }
            });
            camel.start();
            server.execute(
                    "SELECT pgmq.send('fast', '\"begun\"')",
                    "SELECT pgmq.send('fast', '\"waits\"', 600)",
                    "CHECKPOINT");
            await().atMost(PATIENCE).until(() -> handled.contains("\"begun\""));
            assertThat(server.rows("pgmq.q_fast")).isEqualTo(2);

            processes.crash();

            await().atMost(PATIENCE).ignoreExceptions().until(() -> server.rows("pgmq.q_fast") == 0);
            gate.countDown();
            PgmqConsumer consumer = (PgmqConsumer) camel.getRoutes().get(0).getConsumer();
            await().atMost(PATIENCE).until(() -> consumer.engine().lostLeases() == 1);
            server.execute("SELECT pgmq.send('fast', '\"after\"')");
            await().atMost(PATIENCE).until(() -> handled.contains("\"after\""));
            await().atMost(PATIENCE).until(() -> server.rows("pgmq.q_fast") == 0);
            assertThat(handled).containsExactly("\"begun\"", "\"after\"");
            assertThat(consumer.engine().inFlight()).isZero();
        }
    }
}
