/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeliveryEngineIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final QueueEvents QUIET = new QueueEvents() {};
    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final QueueName queue = QueueName.of("engine" + QUEUES.incrementAndGet());
    private final PgmqClient client = new PgmqClient(PGMQ.dataSource());
    private final List<Exception> troubles = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @Test
    void goesOnAfterAnErrorAndWhateverBecomesOfTellingIt() throws Exception {
        client.createQueue(queue);
        client.send(queue, "1", null, null);
        AtomicInteger connections = new AtomicInteger();
        DeliveryEngine<QueueDelivery, Settlement> engine = engine(store(new QueueEvents() {
            @Override
            public void connected(Connection connection) {
                if (connections.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("not really");
                }
            }
        }));
        Thread loop = new Thread(engine);
        loop.start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(handled).containsExactly("1"));
            assertThat(troubles).singleElement().asString().contains("OutOfMemoryError: not really");
        } finally {
            assertThat(engine.stop(10_000)).isTrue();
            loop.join();
        }
    }

    @Test
    void whatBecomesVisibleDuringAFetchIsDueAtOnce() throws Exception {
        client.createQueue(queue);
        client.send(queue, "1", null, null);
        long late = client.send(queue, "2", null, Duration.ofHours(1));
        DuringAnAcknowledgement store = new DuringAnAcknowledgement(
                store(QUIET), () -> client.setVisibilityTimeout(queue, List.of(late), Duration.ZERO));
        DeliveryEngine<QueueDelivery, Settlement> engine = engine(store);
        Thread loop = new Thread(engine);
        loop.start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(handled).containsExactly("1", "2"));
            assertThat(store.untilNextVisible.get(0)).hasValue(0);
        } finally {
            assertThat(engine.stop(10_000)).isTrue();
            loop.join();
        }
    }

    @Test
    void whatWasVisibleBeforeAFetchIsNotWaitedFor() throws Exception {
        client.createQueue(queue);
        client.send(queue, "3", null, null);
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            // Nobody can read what another one has locked, and to try again at once would never end.
            assertThat(store(QUIET).millisUntilNextVisible(connection, Duration.ZERO))
                    .isEmpty();
        }
    }

    @Test
    void whatFinishesDuringAFetchIsWrittenBesideIt() throws Exception {
        try (SlowFetch engine = new SlowFetch(false)) {
            engine.endAllDuringAFetch();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(client.metrics(queue).length()).isZero());
            assertThat(engine.store.goOn.getCount())
                    .as("the fetch has not come back")
                    .isOne();
        }
    }

    @Test
    void whatCannotBeWrittenBesideAFetchIsWrittenAfterIt() throws Exception {
        try (SlowFetch engine = new SlowFetch(true)) {
            engine.endAllDuringAFetch();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(engine.store.refused).hasPositiveValue());
            assertThat(client.metrics(queue).length()).isEqualTo(SlowFetch.MESSAGES);
            engine.store.goOn.countDown();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(client.metrics(queue).length()).isZero());
            assertThat(troubles).isEmpty();
        }
    }

    /** An engine that has fetched all there is, and whose next fetch takes as long as it is let. */
    private final class SlowFetch implements AutoCloseable, DeliveryDispatcher<QueueDelivery, Settlement> {

        private static final int MESSAGES = DeliveryAgenda.SURPLUS;

        private final Queue<InFlight<QueueDelivery, Settlement>> dispatched = new ConcurrentLinkedQueue<>();
        private final HeldUp store;
        private final DeliveryEngine<QueueDelivery, Settlement> engine;
        private final Thread loop;
        private final Thread writer;

        private SlowFetch(boolean refuses) {
            client.createQueue(queue);
            client.sendBatch(queue, Collections.nCopies(MESSAGES, NewMessage.of("1")));
            store = new HeldUp(store(QUIET), refuses);
            engine = engine(store, this, 2 * MESSAGES);
            loop = new Thread(engine);
            writer = new Thread(engine.surplusWriter());
            loop.start();
            writer.start();
        }

        private void endAllDuringAFetch() throws InterruptedException {
            assertThat(store.heldUp.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(dispatched).hasSize(MESSAGES);
            dispatched.forEach(OnTheLoopsThread::acknowledge);
        }

        @Override
        public int concurrency() {
            return 2 * MESSAGES;
        }

        @Override
        public void dispatch(InFlight<QueueDelivery, Settlement> inFlight) {
            dispatched.add(inFlight);
        }

        @Override
        public void close() {
            store.goOn.countDown();
            try {
                assertThat(engine.stop(10_000)).isTrue();
                loop.join();
                writer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(engine.lostLeases()).isZero();
        }
    }

    private QueueStore store(QueueEvents events) {
        return new QueueStore(queue, Selection.ALL, QueueSettings.deleting(LEASE), events);
    }

    private DeliveryEngine<QueueDelivery, Settlement> engine(DeliveryStore<QueueDelivery, Settlement> store) {
        return engine(store, new OnTheLoopsThread(), 10);
    }

    private DeliveryEngine<QueueDelivery, Settlement> engine(
            DeliveryStore<QueueDelivery, Settlement> store,
            DeliveryDispatcher<QueueDelivery, Settlement> dispatcher,
            int maxMessagesPerPoll) {
        return new DeliveryEngine<>(
                new DeliverySettings("test", LEASE, true, LEASE, maxMessagesPerPoll, Duration.ofSeconds(1)),
                PGMQ.dataSource(),
                store,
                dispatcher,
                trouble -> {
                    troubles.add(trouble);
                    throw new IllegalStateException("do not tell me");
                });
    }

    /** A queue's store, of which tests change a part. */
    private abstract static class ChangedStore implements DeliveryStore<QueueDelivery, Settlement> {

        final QueueStore store;

        private ChangedStore(QueueStore store) {
            this.store = store;
        }

        @Override
        public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) throws SQLException {
            return store.millisUntilNextVisible(connection, sinceFetch);
        }

        @Override
        public Set<Lease> renew(Connection connection, Collection<Lease> leases) throws SQLException {
            return store.renew(connection, leases);
        }

        @Override
        public void release(Connection connection, List<QueueDelivery> unstarted) throws SQLException {
            store.release(connection, unstarted);
        }
    }

    /** Something happens between the first read that acknowledges, too, and the question for the next message. */
    private static final class DuringAnAcknowledgement extends ChangedStore {

        private final Runnable event;
        private final List<OptionalLong> untilNextVisible = new CopyOnWriteArrayList<>();
        private boolean happened;

        private DuringAnAcknowledgement(QueueStore store, Runnable event) {
            super(store);
            this.event = event;
        }

        @Override
        public Fetched<QueueDelivery> settleAndFetch(Connection connection, List<Settlement> settlements, int limit)
                throws SQLException {
            Fetched<QueueDelivery> fetched = store.settleAndFetch(connection, settlements, limit);
            if (!happened && !settlements.isEmpty()) {
                happened = true;
                event.run();
            }
            return fetched;
        }

        @Override
        public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) throws SQLException {
            OptionalLong millis = super.millisUntilNextVisible(connection, sinceFetch);
            if (happened) {
                untilNextVisible.add(millis);
            }
            return millis;
        }
    }

    /** The second fetch is held up; what is only written may be refused. */
    private static final class HeldUp extends ChangedStore {

        private final boolean refuses;
        private final AtomicInteger fetches = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final CountDownLatch heldUp = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        private HeldUp(QueueStore store, boolean refuses) {
            super(store);
            this.refuses = refuses;
        }

        @Override
        public Fetched<QueueDelivery> settleAndFetch(Connection connection, List<Settlement> settlements, int limit)
                throws SQLException {
            if (limit == 0 && refuses && goOn.getCount() > 0) {
                refused.incrementAndGet();
                throw new SQLException("refused");
            }
            if (limit > 0 && fetches.incrementAndGet() == 2) {
                heldUp.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return store.settleAndFetch(connection, settlements, limit);
        }
    }

    private final class OnTheLoopsThread implements DeliveryDispatcher<QueueDelivery, Settlement> {

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public void dispatch(InFlight<QueueDelivery, Settlement> inFlight) {
            handled.add(inFlight.delivery().message().body());
            acknowledge(inFlight);
        }

        private static void acknowledge(InFlight<QueueDelivery, Settlement> inFlight) {
            inFlight.start();
            inFlight.settle(new Settlement.Acknowledged(inFlight.delivery().lease()));
            inFlight.handlerDone();
        }
    }
}
