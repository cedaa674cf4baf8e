/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeliveryEngineIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final QueueName queue = QueueName.of("engine");
    private final PgmqClient client = new PgmqClient(PGMQ.dataSource());
    private final List<Exception> troubles = new CopyOnWriteArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @Test
    void goesOnAfterAnErrorAndWhateverBecomesOfTellingIt() throws Exception {
        client.createQueue(queue);
        client.send(queue, "1", null, null);
        AtomicInteger connections = new AtomicInteger();
        DeliveryEngine<QueueDelivery, Settlement> engine = engine(new QueueEvents() {
            @Override
            public void connected(Connection connection) {
                if (connections.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("not really");
                }
            }
        });
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

    private DeliveryEngine<QueueDelivery, Settlement> engine(QueueEvents events) {
        Duration lease = Duration.ofSeconds(30);
        return new DeliveryEngine<>(
                new DeliverySettings("test", lease, true, lease, 10, Duration.ofSeconds(1)),
                PGMQ.dataSource(),
                new QueueStore(queue, Selection.ALL, QueueSettings.deleting(lease), events),
                new OnTheLoopsThread(),
                trouble -> {
                    troubles.add(trouble);
                    throw new IllegalStateException("do not tell me");
                });
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
