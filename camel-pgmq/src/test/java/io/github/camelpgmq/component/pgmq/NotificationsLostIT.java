/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.notify.ListenStatus;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LISTEN works as far as anybody can tell, and not one notification arrives: it happens in another database. */
class NotificationsLostIT extends PgmqTestBase {

    @RegisterExtension
    static final PgmqExtension ELSEWHERE = new PgmqExtension();

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(3);

    @Test
    void visibleMessagesWaitNoLongerThanThePollInterval() throws Exception {
        camel.getComponent("pgmq", PgmqComponent.class).setListenDataSource(ELSEWHERE.dataSource());
        route("pgmq:" + queue + "?pollInterval=" + POLL_INTERVAL.toSeconds() + "s");
        PgmqConsumer consumer = (PgmqConsumer) camel.getRoutes().get(0).getConsumer();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> consumer.status().listening().state() == ListenStatus.State.LISTENING);
        Server server = new Server(PGMQ.database());

        for (int sent = 1; sent <= 3; sent++) {
            int expected = sent;
            server.execute("SELECT pgmq.send('" + queue + "', '{}')");
            server.notify(queue.channel());
            await().atMost(POLL_INTERVAL.plusSeconds(5))
                    .untilAsserted(() -> assertThat(handled).hasSize(expected));
            // Then it polls with longer and longer pauses.
            await().during(POLL_INTERVAL).atMost(POLL_INTERVAL.multipliedBy(3)).until(() -> rows(queue.table()) == 0);
        }
    }
}
