/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.commandbus.support.BatchWorkerProcess;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.SpyDataSource;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch ends once, and does end, whoever ends its commands and whatever dies; and nobody waits for its row. */
class BatchCompletionIT extends CommandBusTestBase {

    // Who waits for a row holds, or waits for, the lock of its place in the table.
    private static final String WAITS_FOR_A_BATCH =
            """
            SELECT count(*) FROM pg_locks w
            WHERE NOT w.granted AND (w.relation = 'command_bus_batch'::regclass OR w.pid IN (
              SELECT t.pid FROM pg_locks t WHERE t.locktype = 'tuple' AND t.relation = 'command_bus_batch'::regclass))
            """;

    private CommandStore store;

    @BeforeEach
    void makeTheDomain() {
        store = new CommandStore(domain, CommandTables.DEFAULT);
        camel.getComponent("commandbus", CommandBusComponent.class).prepare(store, DomainUse.QUERY);
    }

    @Test
    void manyBatchesFinishedBySeveralJvmsEndOnceEach() throws Exception {
        try (ChildJvm one = worker("?concurrentConsumers=3");
                ChildJvm two = worker("?transacted=false&concurrentConsumers=3");
                CommandBusNode other = new CommandBusNode(PGMQ.dataSource())) {
            consume(camel, "?transacted=false&concurrentConsumers=2");
            consume(other.camel(), "?concurrentConsumers=2");
            one.awaitLine("ready");
            two.awaitLine("ready");
            List<UUID> batches = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                batches.add(batch(8));
            }
            for (UUID batch : batches) {
                awaitEnd(batch);
            }
            for (UUID batch : batches) {
                assertThat(events(batch)).containsExactly("BATCH_STARTED", "BATCH_COMPLETED");
            }
        }
        assertThat(sentReplies()).hasSize(60);
    }

    @Test
    void whenTheLastWorkerDiesAfterItsCommitAnotherEndsTheBatch() throws Exception {
        UUID command = UUID.randomUUID();
        UUID batch = bus.batches()
                .create(
                        BatchRequest.of(domain, "one"),
                        List.of(CommandRequest.of(domain, "Debit", "\"die\"").withId(command)))
                .batchId();
        try (ChildJvm dying = worker("")) {
            awaitStatus(command, CommandStatus.COMPLETED);
            dying.kill();
        }
        assertThat(status(batch)).isEqualTo(BatchStatus.IN_PROGRESS);

        consume(camel, "");

        awaitEnd(batch);
    }

    @Test
    void aWorkerThatRunsFindsTheBatchOfOneThatDied() throws Exception {
        bus.pause(domain, null, "ann", "so that the command is left to the one that dies");
        consume(camel, "?pollInterval=200ms");
        UUID batch = batch(1);
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            FetchedCommand fetched =
                    store.claims().claim(connection, 1, Duration.ofSeconds(30)).get(0);
            store.outcomes()
                    .complete(
                            connection,
                            List.of(new Completion(fetched.lease(), fetched.commandId(), null, null, null)));
        }
        awaitEnd(batch);
    }

    @Test
    void aBatchWhoseLastCommandBreaksARuleEndsWithoutASweep() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + "?pollInterval=10m").process(exchange -> {
                    throw new BusinessRuleException("NO", "no");
                });
            }
        });
        UUID batch = batch(1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status(batch)).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES));
    }

    @Test
    void aLookThatIsGoingOnWhenTheLastRouteStopsIsFinished() throws Exception {
        CountDownLatch looks = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        CamelContext next = CommandBusNode.context(new SpyDataSource(pool, connection -> {
            if (slow.get() && Thread.currentThread().getName().contains("-watch")) {
                looks.countDown();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
                if (Thread.interrupted()) {
                    throw new IllegalStateException("interrupted, as when a pool is waited for");
                }
            }
            return connection;
        }));
        next.start();
        consume(next, "?pollInterval=10m");
        awaitEnd(batch(1));
        slow.set(true);
        UUID batch = batch(1);
        assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
        next.stop();
        assertThat(status(batch)).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void aBatchWhoseReplyQueueIsGoneEndsWithoutItsMessage() throws Exception {
        sql("SELECT pgmq.create('gone" + domain + "__replies')");
        UUID batch = bus.batches()
                .create(BatchRequest.of(domain, "lonely").withReplyTo("gone" + domain + "__replies"))
                .batchId();
        sql("SELECT pgmq.drop_queue('gone" + domain + "__replies')");
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            store.batches().close(connection, batch);
        }

        try (LogCapture log = LogCapture.of(SentReplies.class)) {
            consume(camel, "?pollInterval=200ms");

            awaitEnd(batch);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("gone" + domain + "__replies"));
        }
    }

    @Test
    void nobodyWaitsForTheRowOfABatchWhileSixteenWorkersFinishItsCommands() throws Exception {
        TestSql sql = new TestSql(pool);
        AtomicLong waiters = new AtomicLong();
        AtomicInteger samples = new AtomicInteger();
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
        try {
            ScheduledFuture<?> sampler = thread.scheduleWithFixedDelay(
                    () -> {
                        waiters.addAndGet(sql.number(WAITS_FOR_A_BATCH));
                        samples.incrementAndGet();
                    },
                    0,
                    3,
                    TimeUnit.MILLISECONDS);
            UUID batch = batch(3000);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("commandbus:" + domain + "/Debit?concurrentConsumers=8")
                            .process(exchange -> {});
                    from("commandbus:" + domain + "?concurrentConsumers=8&transacted=false")
                            .process(exchange -> {});
                }
            });
            awaitEnd(batch);
            assertThat(samples.get()).isGreaterThan(20);
            assertThat(waiters).hasValue(0);

            // The sampler would have seen one.
            try (Connection holder = PGMQ.dataSource().getConnection();
                    Connection waiter = PGMQ.dataSource().getConnection()) {
                holder.setAutoCommit(false);
                holder.createStatement().execute("UPDATE command_bus_batch SET name = name");
                Thread waiting = new Thread(() -> {
                    try {
                        waiter.createStatement().execute("UPDATE command_bus_batch SET name = name");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                waiting.start();
                await().atMost(PATIENCE).until(() -> waiters.get() > 0);
                holder.rollback();
                waiting.join();
            }
            sampler.cancel(false);
        } finally {
            thread.shutdownNow();
        }
    }

    private UUID batch(int size) {
        return bus.batches()
                .create(
                        BatchRequest.of(domain, "batch of " + size).withReplyTo(replies.name()),
                        Stream.iterate(0, i -> i + 1)
                                .limit(size)
                                .map(i -> CommandRequest.of(domain, i % 2 == 0 ? "Debit" : "Credit", "{}"))
                                .toList())
                .batchId();
    }

    private ChildJvm worker(String options) throws Exception {
        return ChildJvm.start(BatchWorkerProcess.class, PGMQ.database(), domain, options);
    }

    private void consume(CamelContext context, String options) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + options).process(exchange -> {});
            }
        });
    }

    private BatchStatus status(UUID batch) {
        return bus.batches().get(domain, batch).map(Batch::status).orElseThrow();
    }

    private void awaitEnd(UUID batch) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(batch)).isEqualTo(BatchStatus.COMPLETED));
    }
}
