/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.RequesterProcess;
import io.github.camelpgmq.support.ChildJvm;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ExchangeTimedOutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Temporary reply queues end with their owners, others do not. */
class ReplyQueueSweepIT extends RequestReplyTestBase {

    private static final String MARKER = "headers @> '{\"x-pgmq-lease\": true}'";

    @AfterEach
    void dropAll() {
        camel.stop();
        temporaryQueues().forEach(name -> client.dropQueue(QueueName.of(name)));
    }

    @Test
    void queueOfAKilledJvmIsDroppedWhenItsTimeIsOver() throws Exception {
        try (ChildJvm other = RequesterProcess.start(PGMQ.database(), uri("requestTimeout=1h"), 1, 1)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(rows(queue.table())).isOne());
            other.kill();
        }
        String orphan = temporaryQueues().get(0);

        startAnother();
        assertThat(temporaryQueues()).contains(orphan);

        expire(orphan);
        startAnother();
        await().untilAsserted(() -> assertThat(temporaryQueues()).doesNotContain(orphan));
        assertThat(client.listQueues()).noneMatch(one -> one.name().equals(orphan));
    }

    @Test
    void queueWhoseMarkerACrashOfTheServerHasTakenIsDroppedWhenItIsOld() throws Exception {
        String orphan = orphan();
        sql("TRUNCATE pgmq.q_" + orphan);
        startAnother();
        assertThat(temporaryQueues()).contains(orphan);
        sql("UPDATE pgmq.meta SET created_at = created_at - interval '61 minutes' WHERE queue_name = '" + orphan + "'");
        startAnother();
        await().untilAsserted(() -> assertThat(temporaryQueues()).doesNotContain(orphan));
    }

    @Test
    void queuesThatOnlyLookTemporaryAreLeftAlone() throws Exception {
        QueueName lookalike = QueueName.of("pgmq__replies_0123456789abcdef");
        client.createQueue(lookalike, QueueDefinition.UNLOGGED);
        sql("UPDATE pgmq.meta SET created_at = created_at - interval '2 days'");
        String orphan = orphan();
        expire(orphan);
        startAnother();
        await().untilAsserted(() -> assertThat(temporaryQueues()).doesNotContain(orphan));
        assertThat(temporaryQueues()).contains(lookalike.name());
    }

    @Test
    void queueThatSomebodyUsesIsLeftAlone() throws Exception {
        String used = orphan();
        String unused = orphan();
        expire(used);
        expire(unused);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE pgmq.q_" + used + " IN ROW EXCLUSIVE MODE");
            startAnother();
            await().untilAsserted(() -> assertThat(temporaryQueues()).doesNotContain(unused));
            assertThat(temporaryQueues()).contains(used);
            connection.rollback();
        }
        startAnother();
        await().untilAsserted(() -> assertThat(temporaryQueues()).doesNotContain(used));
    }

    @Test
    void ownerWhoseQueueWasDroppedCreatesItAgain() throws Exception {
        respond("", RequestReplyTestBase::answer);
        assertThat(template.requestBody(uri(""), "{\"n\":1}")).isNotNull();
        String name = temporaryQueues().get(0);
        client.dropQueue(QueueName.of(name));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(temporaryQueues()).containsExactly(name));
        assertThat(numberIn(template.requestBody(uri(""), "{\"n\":2}", String.class)))
                .isEqualTo(2);
        assertThat(rows("pgmq.q_" + name + " WHERE " + MARKER)).isOne();
    }

    @Test
    void ownerRenewsItsMarkerAfterTheLossOfItsConnection() throws Exception {
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=100ms"), "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
        String name = temporaryQueues().get(0);
        assertThat(alive(name)).isTrue();
        sql("TRUNCATE pgmq.q_" + name);
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(alive(name))
                .isTrue());
    }

    @Test
    void sharedQueueLosesRepliesThatNobodyHasTakenForAnHour() throws Exception {
        QueueName shared = QueueName.of("old__replies");
        client.createQueue(shared);
        String abandoned = "{\"x-pgmq-requester\":\"gone\",\"x-pgmq-correlation-id\":\"c\"}";
        for (int i = 0; i < 2500; i++) {
            client.send(shared, "{\"old\":1}", abandoned, null);
        }
        client.send(shared, "{\"no\":\"reply\"}", null, null);
        sql("UPDATE " + shared.table() + " SET enqueued_at = enqueued_at - interval '61 minutes'");
        client.send(shared, "{\"young\":1}", abandoned, null);

        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=100ms&replyTo=" + shared), "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);

        await().untilAsserted(() -> assertThat(rows(shared.table())).isEqualTo(2));
        assertThat(client.browse(shared, 10))
                .extracting(message -> message.body())
                .containsExactly("{\"no\": \"reply\"}", "{\"young\": 1}");
    }

    /** Another context opens its inbox, which sweeps, and waits some time. */
    private void startAnother() {
        try (CamelNode other = otherNode()) {
            assertThatThrownBy(() -> other.template().requestBody(uri("requestTimeout=1s"), "{}"))
                    .hasCauseInstanceOf(ExchangeTimedOutException.class);
        }
    }

    /** A queue whose owner is gone without dropping it, as far as the database can tell. */
    private String orphan() throws SQLException {
        List<String> before = temporaryQueues();
        CamelNode other = otherNode();
        assertThatThrownBy(() -> other.template().requestBody(uri("requestTimeout=100ms"), "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
        String name = temporaryQueues().stream()
                .filter(one -> !before.contains(one))
                .findFirst()
                .orElseThrow();
        other.pool().close();
        other.camel().stop();
        return name;
    }

    private void expire(String name) throws SQLException {
        sql("UPDATE pgmq.q_" + name + " SET vt = clock_timestamp() - interval '1 second' WHERE " + MARKER);
    }

    private boolean alive(String name) throws SQLException {
        return rows("pgmq.q_" + name + " WHERE " + MARKER + " AND vt > clock_timestamp() + interval '5 minutes'") == 1;
    }
}
