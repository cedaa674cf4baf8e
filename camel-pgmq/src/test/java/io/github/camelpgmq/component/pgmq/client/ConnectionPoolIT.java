/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConnectionPoolIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @Test
    void fillsUpAtOnce() {
        try (HikariDataSource pool = ConnectionPool.open("full", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 7)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(pool.getHikariPoolMXBean().getTotalConnections())
                            .isEqualTo(7));
            QueueName queue = QueueName.of("pooled");
            new PgmqClient(pool).createQueue(queue);
            assertThat(new PgmqClient(pool).send(queue, "{}", null, null)).isOne();
        }
    }
}
