/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private QueueStore store(QueueEvents events) {
        return new QueueStore(queue, Selection.ALL, QueueSettings.deleting(LEASE), events);
    }

    private DeliveryEngine<QueueDelivery, Settlement> engine(DeliveryStore<QueueDelivery, Settlement> store) {
        return new DeliveryEngine<>(
                new DeliverySettings("test", LEASE, true, LEASE, 10, Duration.ofSeconds(1)),
                PGMQ.dataSource(),
                store,
                new OnTheLoopsThread(),
                trouble -> {
                    troubles.add(trouble);
                    throw new IllegalStateException("do not tell me");
                });
    }

    /** Something happens between the first read that acknowledges, too, and the question for the next message. */
    private static final class DuringAnAcknowledgement implements DeliveryStore<QueueDelivery, Settlement> {

        private final QueueStore store;
        private final Runnable event;
        private final List<OptionalLong> untilNextVisible = new CopyOnWriteArrayList<>();
        private boolean happened;

        private DuringAnAcknowledgement(QueueStore store, Runnable event) {
            this.store = store;
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
            OptionalLong millis = store.millisUntilNextVisible(connection, sinceFetch);
            if (happened) {
                untilNextVisible.add(millis);
            }
            return millis;
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

    private final class OnTheLoopsThread implements DeliveryDispatcher<QueueDelivery, Settlement> {

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public void dispatch(InFlight<QueueDelivery, Settlement> inFlight) {
            inFlight.start();
            PgmqMessage message = inFlight.delivery().message();
            handled.add(message.body());
            inFlight.settle(new Settlement.Acknowledged(message.lease()));
            inFlight.handlerDone();
        }
    }
}
