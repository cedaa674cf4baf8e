/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.StatementSpy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdlePollingIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @Test
    void anIdleConsumerPollsOncePerPollInterval() throws Exception {
        Server server = new Server(PGMQ.database());
        StatementSpy spy = new StatementSpy();
        try (CamelNode node = new CamelNode(spy.watch(server.dataSource("idle")))) {
            QueueName queue = node.newQueue("idle");
            node.consume(queue, "pollInterval=1s&concurrentConsumers=8");
            // 20, 80 and 320 ms, then a second each.
            await().atMost(Duration.ofSeconds(20)).until(() -> spy.count("pgmq.read") >= 5);

            long before = spy.count("pgmq.read");
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> spy.count("pgmq.read") >= before + 5);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
        }
    }
}
