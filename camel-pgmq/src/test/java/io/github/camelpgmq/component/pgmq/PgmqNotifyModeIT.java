/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

class PgmqNotifyModeIT extends ProducerTestBase {

    private final List<PGNotification> notifications = new CopyOnWriteArrayList<>();
    private final AtomicInteger localWakeUps = new AtomicInteger();
    private Connection listener;
    private QueueName marker;

    @BeforeEach
    void listen() throws Exception {
        marker = newQueue("orders");
        listener = PGMQ.dataSource().getConnection();
        listen(queue);
        listen(marker);
        NotificationHub.of(camel, pool, null).subscribeLocally(queue.channel(), localWakeUps::incrementAndGet);
    }

    @AfterEach
    void close() throws SQLException {
        listener.close();
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void notifiesOutsideOfTransactions(PgmqConfiguration.NotifyMode mode) {
        good(send(uri(mode), "1", Map.of()));
        assertThat(localWakeUps).hasValue(1);
        assertThat(notified()).hasSize(mode == PgmqConfiguration.NotifyMode.none ? 0 : 1);
        assertThat(stored()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void notifiesAfterTheCommitOfATransaction(PgmqConfiguration.NotifyMode mode) throws Exception {
        transactedRoute(mode);
        good(send("direct:in", "1", Map.of("fail", false)));
        assertThat(localWakeUps).hasValue(1);
        assertThat(notified()).hasSize(mode == PgmqConfiguration.NotifyMode.none ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void notifiesNobodyOfWhatWasRolledBack(PgmqConfiguration.NotifyMode mode) throws Exception {
        transactedRoute(mode);
        failure(send("direct:in", "1", Map.of("fail", true)));
        assertThat(localWakeUps).hasValue(0);
        assertThat(notified()).isEmpty();
        assertThat(stored()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void inTransactionLeavesNothingToTheNotifier(PgmqConfiguration.NotifyMode mode) throws Exception {
        transactedRoute(mode);
        // Like a crash right after the commit: nothing that is gathered gets out any more.
        NotificationHub.of(camel, pool, null).close();
        good(send("direct:in", "1", Map.of("fail", false)));
        good(send("direct:plain", "2", Map.of()));
        sql("SELECT pg_notify('" + marker.channel() + "', '')");
        assertThat(notifiedBeforeMarker()).hasSize(mode == PgmqConfiguration.NotifyMode.inTransaction ? 2 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = PgmqConfiguration.NotifyMode.class,
            names = {"afterCommit", "inTransaction"})
    void allQueuesOfATopicAreNotified(PgmqConfiguration.NotifyMode mode) throws Exception {
        QueueName second = newQueue("orders");
        listen(second);
        client.bindTopic("all.#", queue);
        client.bindTopic("#." + second, second);
        good(send("pgmq:*?operation=sendTopic&notifyMode=" + mode + "&routingKey=all." + second, "1", Map.of()));
        assertThat(notified())
                .extracting(PGNotification::getName)
                .containsExactlyInAnyOrder(queue.channel(), second.channel());
        assertThat(localWakeUps).hasValue(1);
        client.unbindTopic("all.#", queue);
        client.unbindTopic("#." + second, second);
    }

    @Test
    void aBatchIsNotifiedOnceAndAnEmptyOneNever() {
        good(send(uri(PgmqConfiguration.NotifyMode.afterCommit) + "&operation=sendBatch", List.of(), Map.of()));
        assertThat(notified()).isEmpty();
        good(send(uri(PgmqConfiguration.NotifyMode.afterCommit) + "&operation=sendBatch", List.of(1, 2), Map.of()));
        assertThat(notified()).hasSize(1);
        assertThat(localWakeUps).hasValue(1);
    }

    @Test
    void aMessageThatIsMadeVisibleIsAnnounced() {
        long id = client.send(queue, "1", null, Duration.ofHours(1));
        good(operate(
                "setVisibilityTimeout", Map.of(PgmqConstants.MESSAGE_ID, id, PgmqConstants.VISIBILITY_TIMEOUT, "0s")));
        assertThat(localWakeUps).hasValue(1);
        assertThat(notified()).hasSize(1);
    }

    private String uri(PgmqConfiguration.NotifyMode mode) {
        return "pgmq:" + queue + "?notifyMode=" + mode;
    }

    private void transactedRoute(PgmqConfiguration.NotifyMode mode) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to(uri(mode))
                        .process(e -> assertThat(localWakeUps).hasValue(0))
                        .filter(header("fail"))
                        .throwException(new IllegalStateException("rolled back"));
                from("direct:plain").to(uri(mode));
            }
        });
    }

    private void listen(QueueName name) throws SQLException {
        try (Statement statement = listener.createStatement()) {
            statement.execute("LISTEN \"" + name.channel() + '"');
        }
    }

    /** What has been notified up to now: what the notifier had to send before is out when it sends for one more queue. */
    private List<PGNotification> notified() {
        good(send("pgmq:" + marker, "1", Map.of()));
        return notifiedBeforeMarker();
    }

    private List<PGNotification> notifiedBeforeMarker() {
        notifications.clear();
        await().until(() -> {
            PGNotification[] arrived = listener.unwrap(PGConnection.class).getNotifications(500);
            notifications.addAll(List.of(arrived == null ? new PGNotification[0] : arrived));
            return notifications.removeIf(one -> one.getName().equals(marker.channel()));
        });
        return List.copyOf(notifications);
    }
}
