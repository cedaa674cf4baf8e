/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java API of operators: who is woken and told of what they have done, and when. */
class TroubleshootingIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final AtomicInteger DOMAINS = new AtomicInteger();

    private final String domain = "pay" + DOMAINS.incrementAndGet();
    private HikariDataSource pool;
    private CamelContext context;
    private CommandBusComponent component;
    private ProducerTemplate template;
    private Troubleshooting troubleshooting;
    private volatile boolean broken = true;
    private final List<Map.Entry<String, Set<UUID>>> resolved = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 10);
        context = CommandBusNode.context(pool);
        component = context.getComponent("commandbus", CommandBusComponent.class);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // Nothing but a notification can wake it within the time of the test.
                from("commandbus:" + domain + "?pollInterval=10m").process(exchange -> {
                    if (broken) {
                        throw new PermanentCommandException("BROKEN", "not yet");
                    }
                });
            }
        });
        context.start();
        template = context.createProducerTemplate();
        troubleshooting =
                new Troubleshooting(component, new BusCalls(component), (of, ids) -> resolved.add(Map.entry(of, ids)));
    }

    @AfterEach
    void stop() {
        context.stop();
        pool.close();
    }

    @Test
    void aRetryWakesTheWorkersAfterItsCommit() throws Exception {
        UUID id = troubled();
        broken = false;
        // The engine polls for a while after its last command, so that its own awakening proves nothing.
        List<String> woken = new CopyOnWriteArrayList<>();
        component.hub(component.transactions().target()).subscribe(Channels.domain(domain), () -> woken.add("command"));
        woken.clear();
        inTransaction(() -> {
            troubleshooting.retry(domain, id, null, "ann", null);
            assertThat(status(id)).isEqualTo(CommandStatus.PENDING);
            assertThat(woken).isEmpty();
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(woken).isNotEmpty());
        awaitStatus(id, CommandStatus.COMPLETED);
    }

    @Test
    void aBulkRetryWakesTheWorkersToo() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(troubled());
        }
        broken = false;
        assertThat(troubleshooting.retry(every().withChunkSize(2)).done()).isEqualTo(5);
        ids.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
    }

    @Test
    void outcomesWakeWhoWaitsForRepliesAfterTheCommit() throws Exception {
        NotificationHub hub = component.hub(component.transactions().target());
        List<String> woken = new CopyOnWriteArrayList<>();
        hub.subscribe(Channels.queue(domain + "__replies"), () -> woken.add("reply"));
        UUID single = troubled();
        UUID bulk = troubled();
        woken.clear();

        inTransaction(() -> {
            troubleshooting.cancel(domain, single, "ann", null);
            assertThat(woken).isEmpty();
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(woken).isNotEmpty());
        woken.clear();
        assertThat(troubleshooting.complete(every(), "1").first())
                .singleElement()
                .satisfies(entry -> assertThat(entry.commandId()).isEqualTo(bulk));
        await().atMost(SOON).untilAsserted(() -> assertThat(woken).isNotEmpty());
    }

    @Test
    void batchesAreToldOfWhatIsResolvedWhenThatIsCommitted() throws Exception {
        UUID batch = UUID.randomUUID();
        List<UUID> ids = List.of(troubled(), troubled(), troubled());
        try (var connection = pool.getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE command_bus_command SET batch_id = ?::uuid WHERE domain = ?::text")) {
            statement.setObject(1, batch);
            statement.setString(2, domain);
            statement.executeUpdate();
        }
        inTransaction(() -> {
            troubleshooting.complete(domain, ids.get(0), null, "ann", null);
            assertThat(resolved).isEmpty();
        });
        assertThat(resolved).containsExactly(Map.entry(domain, Set.of(batch)));
        // Sent again is not resolved.
        troubleshooting.retry(domain, ids.get(1), null, "ann", null);
        assertThat(resolved).hasSize(1);
        awaitStatus(ids.get(1), CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(troubleshooting.cancel(every()).done()).isEqualTo(2);
        assertThat(resolved).hasSize(2);
    }

    @Test
    void whatIsRolledBackWakesAndTellsNobody() {
        UUID id = troubled();
        try {
            inTransaction(() -> {
                troubleshooting.cancel(domain, id, "ann", null);
                troubleshooting.cancel(every());
                throw new IllegalStateException("undo");
            });
        } catch (Exception e) {
            assertThat(e).hasMessage("undo");
        }
        assertThat(status(id)).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(resolved).isEmpty();
    }

    @Test
    void theBusFindsAcrossDomainsAndKnowsThem() {
        UUID id = troubled();
        CommandBus bus = CommandBus.of(context);
        assertThat(bus.find(CommandFilter.ALL.withLimit(1)).items())
                .singleElement()
                .satisfies(command -> assertThat(command.commandId()).isEqualTo(id));
        assertThat(bus.domains()).contains(domain);
        assertThat(bus.troubleshooting().count(CommandFilter.ALL)).isPositive();
        assertThat(bus.auditTrail(domain, id, null, 1).next()).isNotNull();
    }

    private BulkRequest every() {
        return BulkRequest.of(CommandFilter.of(domain), "ann", null).withEverything(true);
    }

    private void inTransaction(Runnable work) throws Exception {
        JdbcTransactions transactions = component.transactions();
        transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
            work.run();
            return null;
        });
    }

    private UUID troubled() {
        UUID id = UUID.randomUUID();
        template.sendBodyAndHeaders(
                "commandbus:" + domain + "/Debit?replyTo=" + domain + "__replies",
                "{}",
                Map.of(CommandBusConstants.COMMAND_ID, id));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        return id;
    }

    private CommandStatus status(UUID id) {
        return CommandBus.of(context).get(domain, id).orElseThrow().status();
    }

    private void awaitStatus(UUID id, CommandStatus status) {
        await().atMost(SOON).untilAsserted(() -> assertThat(status(id)).isEqualTo(status));
    }
}
