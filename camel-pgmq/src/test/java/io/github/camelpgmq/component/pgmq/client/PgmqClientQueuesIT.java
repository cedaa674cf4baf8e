/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.AtOnce;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues, topics and transactions: what {@link PgmqClient} does with the genuine PGMQ, method by method. */
class PgmqClientQueuesIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final QueueName queue = QueueName.of("queue_" + QUEUES.incrementAndGet());
    private final TestSql sql = new TestSql(PGMQ.dataSource());
    private PgmqClient client;

    @BeforeEach
    void create() {
        client = new PgmqClient(PGMQ.dataSource());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PARTITIONED")
    void createsOnceAndSaysWhether(QueueType type) {
        assertThat(client.createQueue(queue, new QueueDefinition(type, null, null)))
                .isTrue();
        assertThat(client.createQueue(queue, new QueueDefinition(type, null, null)))
                .isFalse();
        assertThat(client.createQueue(queue)).isFalse();
        QueueInfo info = info(queue.name());
        assertThat(info.unlogged()).isEqualTo(type == QueueType.UNLOGGED);
        assertThat(info.partitioned()).isFalse();
        assertThat(info.createdAt()).isNotNull();
        assertThat(sql.value("SELECT relpersistence FROM pg_class WHERE oid = '" + queue.table() + "'::regclass"))
                .isEqualTo(type == QueueType.UNLOGGED ? "u" : "p");
    }

    @Test
    void aPartitionedQueueNeedsPgPartman() {
        assertThatThrownBy(() -> client.createQueue(queue, new QueueDefinition(QueueType.PARTITIONED, "10", "100")))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("create queue '" + queue + "'")
                .hasMessageContaining("pg_partman");
        assertThat(client.dropQueue(queue)).isFalse();
    }

    @Test
    void manyStartersCreateOnce() throws Exception {
        assertThat(AtOnce.run(16, number -> new PgmqClient(PGMQ.dataSource()).createQueue(queue)))
                .containsOnlyOnce(true)
                .hasSize(16);
    }

    @Test
    void dropsTheQueueWithItsArchive() {
        client.createQueue(queue);
        assertThat(client.dropQueue(queue)).isTrue();
        assertThat(client.dropQueue(queue)).isFalse();
        assertThat(sql.value("SELECT to_regclass('" + queue.archiveTable() + "')"))
                .isNull();
        assertThat(client.listQueues()).extracting(QueueInfo::name).doesNotContain(queue.name());
    }

    /** PGMQ's own function leaves the metadata behind when the letters differ, and then fails to measure any queue. */
    @Test
    void dropsAQueueWhateverItsLetters() {
        String given = "Mixed_" + queue;
        sql.run("SELECT pgmq.create('" + given + "')");
        assertThat(client.dropQueue(QueueName.of(given.toLowerCase(Locale.ROOT))))
                .isTrue();
        assertThat(client.listQueues()).extracting(QueueInfo::name).doesNotContain(given);
        assertThat(client.metricsAll()).isNotNull();

        sql.run("SELECT pgmq.create('" + given + "')", "SELECT pgmq.drop_queue(lower('" + given + "'))");
        assertThat(client.listQueues()).extracting(QueueInfo::name).contains(given);
        assertThatThrownBy(client::metricsAll)
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("measure the queues");
        sql.run("DELETE FROM pgmq.meta WHERE queue_name = '" + given + "'");
    }

    @Test
    void purgeRemovesLeasedMessagesToo() {
        client.createQueue(queue);
        client.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
        client.read(queue, Duration.ofSeconds(60), 1);
        assertThat(client.purgeQueue(queue)).isEqualTo(3);
        assertThat(client.purgeQueue(queue)).isZero();
        assertThat(client.metrics(queue).length()).isZero();
    }

    @Test
    void measures() {
        client.createQueue(queue);
        QueueMetrics empty = client.metrics(queue);
        assertThat(empty).isEqualTo(new QueueMetrics(queue.name(), 0, 0, null, null, 0));
        client.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
        client.read(queue, Duration.ofSeconds(60), 1);
        client.pop(queue, 1);
        sql.run("UPDATE " + queue.table() + " SET enqueued_at = enqueued_at - interval '1 hour' WHERE msg_id = 1");
        QueueMetrics metrics = client.metrics(queue);
        assertThat(metrics.length()).isEqualTo(2);
        assertThat(metrics.visibleLength()).isEqualTo(1);
        assertThat(metrics.totalMessages()).isEqualTo(3);
        assertThat(metrics.oldestAgeSeconds()).isBetween(3600, 3700);
        assertThat(metrics.newestAgeSeconds()).isBetween(0, 60);

        QueueName other = QueueName.of("a_" + queue);
        client.createQueue(other);
        assertThat(client.metricsAll())
                .extracting(QueueMetrics::queue)
                .contains(queue.name(), other.name())
                .isSorted();
    }

    @Test
    void sendsToEveryBoundQueueOnce() {
        QueueName all = QueueName.of(queue + "_all");
        client.createQueue(queue);
        client.createQueue(all);
        client.bindTopic("orders.*.created", queue);
        client.bindTopic("orders.eu.#", queue);
        client.bindTopic("orders.eu.#", queue);
        client.bindTopic("#", all);
        assertThat(client.listTopicBindings())
                .filteredOn(binding -> binding.queue().startsWith(queue.name()))
                .hasSize(3)
                .allSatisfy(binding -> assertThat(binding.boundAt()).isNotNull());

        List<SentMessage> sent = client.sendTopic(
                "orders.eu.created",
                List.of(new NewMessage("{\"n\":1}", "{\"h\":1}", Delay.NONE), NewMessage.of("{\"n\":2}")),
                Delay.NONE);
        assertThat(sent)
                .extracting(SentMessage::queue)
                .containsExactlyInAnyOrder(queue.name(), queue.name(), all.name(), all.name());
        assertThat(client.read(queue, Duration.ofSeconds(60), 10))
                .extracting(PgmqMessage::body, PgmqMessage::headers)
                .containsExactly(tuple("{\"n\": 1}", "{\"h\": 1}"), tuple("{\"n\": 2}", null));
        assertThat(client.sendTopic("orders.us.deleted", List.of(NewMessage.of("{}")), Delay.NONE))
                .extracting(SentMessage::queue)
                .containsExactly(all.name());

        assertThat(client.unbindTopic("#", all)).isTrue();
        assertThat(client.unbindTopic("#", all)).isFalse();
        assertThat(client.sendTopic("orders.us.deleted", List.of(NewMessage.of("{}")), Delay.NONE))
                .isEmpty();
    }

    @Test
    void delaysWhatGoesToATopic() {
        client.createQueue(queue);
        client.bindTopic("later." + queue, queue);
        client.sendTopic("later." + queue, List.of(NewMessage.of("{}")), Delay.of(Duration.ofHours(1)));
        assertThat(client.metrics(queue).length()).isOne();
        assertThat(client.metrics(queue).visibleLength()).isZero();
    }

    @Test
    void bindsAQueueWhateverItsLetters() {
        String given = "Bound_" + queue;
        sql.run("SELECT pgmq.create('" + given + "')");
        QueueName folded = QueueName.of(given.toLowerCase(Locale.ROOT));
        client.bindTopic("letters." + queue, folded);
        assertThat(client.sendTopic("letters." + queue, List.of(NewMessage.of("{}")), Delay.NONE))
                .hasSize(1);
        assertThat(client.metrics(folded).length()).isOne();
        assertThat(client.unbindTopic("letters." + queue, folded)).isTrue();
    }

    @Test
    void refusesTopicsThatPgmqRefuses() {
        client.createQueue(queue);
        assertThatThrownBy(() -> client.bindTopic("a", QueueName.of("nowhere")))
                .isInstanceOf(QueueNotFoundException.class)
                .hasMessageContaining("SELECT pgmq.create('nowhere')");
        assertThatThrownBy(() -> client.bindTopic("a..b", queue))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("bind topic 'a..b' to queue '" + queue + "'")
                .hasMessageContaining("consecutive dots");
        assertThatThrownBy(() -> client.sendTopic("a b", List.of(NewMessage.of("{}")), Delay.NONE))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("send to topic 'a b'")
                .hasMessageContaining("invalid characters");
    }

    @Test
    void joinsTheCallersTransaction() throws Exception {
        client.createQueue(queue);
        client.send(queue, "{\"n\":0}", null, null);
        QueueName created = QueueName.of(queue + "_created");
        JdbcTransactions transactions = JdbcTransactions.of(new DefaultCamelContext(), PGMQ.dataSource());
        PgmqClient joined = new PgmqClient(new TransactionAwareDataSource(transactions.target()));
        assertThatThrownBy(() -> transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                    joined.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
                    joined.createQueue(created);
                    joined.delete(queue, List.of(1L));
                    assertThat(joined.metrics(queue).length()).isEqualTo(3);
                    assertThat(client.metrics(queue).length()).isOne();
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(client.browse(queue, 10)).extracting(PgmqMessage::id).containsExactly(1L);
        assertThat(client.dropQueue(created)).isFalse();

        transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> joined.send(queue, "{}", null, null));
        assertThat(client.metrics(queue).length()).isEqualTo(2);
    }

    private QueueInfo info(String name) {
        return client.listQueues().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
