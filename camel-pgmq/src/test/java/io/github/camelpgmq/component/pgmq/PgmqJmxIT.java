/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.Mbeans;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What a consumer shows and does through JMX. */
class PgmqJmxIT extends PgmqTestBase {

    @Test
    void consumerShowsHowItIsDoingAndPollsAtOnce() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CamelContext managed = new DefaultCamelContext();
        try {
            managed.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
            RouteBuilder.addRoutes(managed, routes -> routes.from("pgmq:" + queue + "?notify=false&pollInterval=10m")
                    .routeId("managed")
                    .process(exchange -> held.await(30, TimeUnit.SECONDS)));
            managed.start();
            Mbeans beans = new Mbeans(managed);
            ObjectName consumer = beans.consumer("managed");
            await().until(() -> "UP".equals(beans.attribute(consumer, "Health")));
            assertThat(beans.attribute(consumer, "Notifications")).isEqualTo("off");
            assertThat(beans.attribute(consumer, "Problem")).isNull();
            assertThat(beans.attribute(consumer, "LastError")).isNull();
            assertThat(beans.attribute(consumer, "LostLeases")).isEqualTo(0L);

            client.send(queue, NewMessage.of("1"));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                beans.call(consumer, "pollNow");
                return Integer.valueOf(1).equals(beans.attribute(consumer, "InFlight"));
            });
            held.countDown();
            await().untilAsserted(() -> assertThat(beans.attribute(consumer, "Handled"))
                    .isEqualTo(Map.of("completed", 1L, "retry", 0L, "given_up", 0L, "lease_lost", 0L)));

            beans.call(consumer, "suspend");
            assertThat(beans.attribute(consumer, "Health")).isEqualTo("UNKNOWN");
        } finally {
            managed.stop();
        }
    }
}
