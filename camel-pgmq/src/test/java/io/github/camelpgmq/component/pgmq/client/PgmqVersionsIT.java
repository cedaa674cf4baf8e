/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.support.VersionFeatures;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestSql;
import io.github.camelpgmq.support.VersionDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client on every shape of PGMQ. */
class PgmqVersionsIT {

    @RegisterExtension
    @Order(1)
    static final PgmqExtension PGMQ = new PgmqExtension();

    @RegisterExtension
    @Order(2)
    static final VersionDatabases DATABASES = new VersionDatabases(PGMQ);

    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final QueueName queue = QueueName.of("orders_" + QUEUES.incrementAndGet());

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void findsWhatTheVersionHas(PgmqVersion version) {
        assertThat(client(version).capabilities().features()).isEqualTo(VersionFeatures.of(version));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void sendsAndReads(PgmqVersion version) {
        PgmqClient client = clientWithQueue(version);
        long one = client.send(queue, "{\"kind\":\"a\"}", "{\"tenant\":\"acme\"}", null);
        long later = client.send(queue, "{\"kind\":\"a\"}", null, Duration.ofHours(1));
        List<Long> batch =
                client.sendBatch(queue, List.of(NewMessage.of("{\"kind\":\"b\"}"), NewMessage.of("{\"kind\":\"c\"}")));
        List<Long> mixed = client.sendBatch(
                queue,
                List.of(
                        new NewMessage("{\"kind\":\"d\"}", "{\"n\":1}", Delay.of(Duration.ofHours(1))),
                        new NewMessage("{\"kind\":\"e\"}", null, Delay.NONE),
                        new NewMessage(
                                "{\"kind\":\"f\"}",
                                null,
                                Delay.until(Instant.now().plusSeconds(3600)))));
        assertThat(batch).hasSize(2).isSorted();
        assertThat(mixed).hasSize(3).isSorted();

        assertThat(client.read(queue, Selection.matching("{\"kind\":\"c\"}"), LEASE, 10))
                .extracting(PgmqMessage::id)
                .containsExactly(batch.get(1));
        List<PgmqMessage> read = client.read(queue, LEASE, 10);
        assertThat(read).extracting(PgmqMessage::id).containsExactly(one, batch.get(0), mixed.get(1));
        PgmqMessage first = read.get(0);
        assertThat(first.readCount()).isEqualTo(1);
        assertThat(first.body()).isEqualTo("{\"kind\": \"a\"}");
        assertThat(first.headers()).isEqualTo("{\"tenant\": \"acme\"}");
        assertThat(Duration.between(first.enqueuedAt(), first.visibleAt())).isGreaterThan(LEASE.minusSeconds(1));
        assertThat(client.browse(queue, 10))
                .hasSize(7)
                .extracting(PgmqMessage::id)
                .contains(later);
        QueueMetrics metrics = client.metrics(queue);
        assertThat(metrics.length()).isEqualTo(7);
        assertThat(metrics.visibleLength()).isZero();
        assertThat(metrics.totalMessages()).isEqualTo(7);
        assertThat(client.metricsAll()).extracting(QueueMetrics::queue).contains(queue.name());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void acknowledgesUnderTheLease(PgmqVersion version) throws SQLException {
        PgmqClient client = clientWithQueue(version);
        client.sendBatch(queue, Collections.nCopies(4, NewMessage.of("{}")));
        List<PgmqMessage> read = client.read(queue, LEASE, 4);
        List<Lease> leases = read.stream().map(PgmqMessage::lease).toList();
        Lease stale = new Lease(leases.get(3).messageId(), 7);

        assertThat(client.acknowledge(queue, Acknowledgement.DELETE, List.of(leases.get(0), stale)))
                .containsExactly(leases.get(0));
        assertThat(client.acknowledge(queue, Acknowledgement.ARCHIVE, List.of(leases.get(1), stale)))
                .containsExactly(leases.get(1));
        assertThat(sql(version).count(queue.archiveTable())).isOne();

        client.sendBatch(queue, Collections.nCopies(2, NewMessage.of("{}")));
        QueueStatements statements = new QueueStatements(queue);
        try (Connection connection = connection(version)) {
            AcknowledgedAndRead deleted = statements.acknowledgeAndRead(
                    connection, Acknowledgement.DELETE, List.of(leases.get(2), stale), LEASE, 1);
            assertThat(deleted.acknowledged()).containsExactly(leases.get(2));
            assertThat(deleted.messages()).hasSize(1);
            AcknowledgedAndRead archived = statements.acknowledgeAndRead(
                    connection, Acknowledgement.ARCHIVE, List.of(leases.get(3), stale), LEASE, 10);
            assertThat(archived.acknowledged()).containsExactly(leases.get(3));
            assertThat(archived.messages()).hasSize(1);
        }
        assertThat(sql(version).count(queue.archiveTable())).isEqualTo(2);
        assertThat(client.metrics(queue).length()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void movesTheEndOfLeases(PgmqVersion version) throws SQLException {
        PgmqClient client = clientWithQueue(version);
        client.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
        List<PgmqMessage> read = client.read(queue, LEASE, 3);
        Lease first = read.get(0).lease();
        Lease second = read.get(1).lease();
        Lease stale = new Lease(read.get(2).id(), 9);

        assertThat(client.renew(queue, List.of(first, stale), Duration.ofHours(1)))
                .containsExactly(first);
        assertThat(client.browse(queue, 1).get(0).visibleAt())
                .isAfter(read.get(0).visibleAt().plusSeconds(3000));
        QueueStatements statements = new QueueStatements(queue);
        try (Connection connection = connection(version)) {
            assertThat(statements
                            .millisUntilNextVisible(connection, Duration.ZERO)
                            .getAsLong())
                    .isBetween(1L, LEASE.toMillis());
            assertThat(statements.postpone(connection, Map.of(second, Duration.ZERO, stale, Duration.ofHours(1))))
                    .containsExactly(second);
            assertThat(statements.millisUntilNextVisible(connection, Duration.ofMinutes(1)))
                    .as("visible since a read a minute ago")
                    .hasValue(0);
        }
        assertThat(client.read(queue, LEASE, 3)).extracting(PgmqMessage::id).containsExactly(second.messageId());
        assertThat(client.setVisibilityTimeout(
                        queue, List.of(first.messageId(), second.messageId(), 99L), Duration.ZERO))
                .containsExactlyInAnyOrder(first.messageId(), second.messageId());
        assertThat(client.read(queue, LEASE, 3))
                .extracting(PgmqMessage::lease)
                .containsExactly(new Lease(first.messageId(), 2), new Lease(second.messageId(), 3));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void movesToTheDeadLetterQueue(PgmqVersion version) throws SQLException {
        PgmqClient client = clientWithQueue(version);
        QueueName dead = QueueName.of(queue + "_dead");
        client.createQueue(dead);
        client.send(queue, "{\"n\":1}", "{\"tenant\":\"acme\"}", null);
        client.send(queue, "{\"n\":2}", null, null);
        List<PgmqMessage> read = client.read(queue, LEASE, 2);
        try (Connection connection = connection(version)) {
            Set<Lease> moved = new QueueStatements(queue)
                    .deadLetter(
                            connection,
                            dead,
                            List.of(
                                    new DeadLetter(read.get(0).lease(), "{\"why\":\"x\"}"),
                                    new DeadLetter(new Lease(read.get(1).id(), 5), "{\"why\":\"y\"}")));
            assertThat(moved).containsExactly(read.get(0).lease());
        }
        List<PgmqMessage> letters = client.read(dead, LEASE, 5);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).body()).isEqualTo("{\"n\": 1}");
        assertThat(letters.get(0).headers()).contains("acme").contains("\"why\": \"x\"");
        assertThat(client.metrics(queue).length()).isOne();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void actsOnMessagesByTheirIds(PgmqVersion version) {
        PgmqClient client = clientWithQueue(version);
        List<Long> ids = client.sendBatch(queue, Collections.nCopies(4, NewMessage.of("{}")));
        assertThat(client.delete(queue, List.of(ids.get(0), 99L))).containsExactly(ids.get(0));
        assertThat(client.archive(queue, List.of(ids.get(1), 99L))).containsExactly(ids.get(1));
        assertThat(client.pop(queue, 1)).extracting(PgmqMessage::id).containsExactly(ids.get(2));
        assertThat(client.purgeQueue(queue)).isOne();
        assertThat(client.pop(queue, 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void createsOnceWhoeverStarts(PgmqVersion version) {
        PgmqClient client = client(version);
        long created = IntStream.range(0, 8)
                .parallel()
                .filter(i -> new PgmqClient(DATABASES.of(version).dataSource()).createQueue(queue))
                .count();
        assertThat(created).isOne();
        QueueName fast = QueueName.of(queue + "_fast");
        assertThat(client.createQueue(fast, QueueDefinition.UNLOGGED)).isTrue();
        assertThat(client.listQueues())
                .filteredOn(info -> info.name().equals(fast.name()))
                .allMatch(QueueInfo::unlogged)
                .hasSize(1);
        assertThat(client.dropQueue(queue)).isTrue();
        assertThat(client.dropQueue(queue)).isFalse();
        assertThat(client.listQueues()).extracting(QueueInfo::name).doesNotContain(queue.name());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void popsSeveralWhereThatIsPossible(PgmqVersion version) {
        PgmqClient client = clientWithQueue(version);
        client.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
        if (VersionFeatures.of(version).contains(PgmqFeature.POP_QUANTITY)) {
            assertThat(client.pop(queue, 2)).hasSize(2);
        } else {
            assertRefused(PgmqFeature.POP_QUANTITY, "1.7", () -> client.pop(queue, 2));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void readsInGroupsWhereThatIsPossible(PgmqVersion version) {
        PgmqClient client = clientWithQueue(version);
        for (String group : List.of("a", "a", "b")) {
            client.send(queue, "{}", "{\"x-pgmq-group\":\"" + group + "\"}", null);
        }
        if (VersionFeatures.of(version).contains(PgmqFeature.READ_GROUPED_HEAD)) {
            assertThat(client.read(queue, Selection.HEAD_OF_GROUP, LEASE, 10))
                    .extracting(PgmqMessage::id)
                    .containsExactly(1L, 3L);
        } else {
            assertRefused(
                    PgmqFeature.READ_GROUPED_HEAD,
                    "1.11.1",
                    () -> client.read(queue, Selection.HEAD_OF_GROUP, LEASE, 10));
            assertThat(client.read(queue, LEASE, 10)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void usesTopicsWhereThatIsPossible(PgmqVersion version) {
        PgmqClient client = clientWithQueue(version);
        if (VersionFeatures.of(version).contains(PgmqFeature.TOPICS)) {
            client.bindTopic("orders.#", queue);
            assertThat(client.sendTopic("orders.eu", List.of(NewMessage.of("{}")), Delay.NONE))
                    .extracting(SentMessage::queue)
                    .containsExactly(queue.name());
            assertThat(client.unbindTopic("orders.#", queue)).isTrue();
        } else {
            assertRefused(PgmqFeature.TOPICS, "1.11", () -> client.bindTopic("orders.#", queue));
            assertRefused(PgmqFeature.TOPICS, "1.11", () -> client.unbindTopic("orders.#", queue));
            assertRefused(PgmqFeature.TOPICS, "1.11", client::listTopicBindings);
            assertRefused(
                    PgmqFeature.TOPICS,
                    "1.11",
                    () -> client.sendTopic("orders.eu", List.of(NewMessage.of("{}")), Delay.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void installsTheInsertTriggerWhereThereIsOne(PgmqVersion version) throws SQLException {
        clientWithQueue(version);
        try (Connection connection = connection(version)) {
            if (VersionFeatures.hasInsertTrigger(version)) {
                assertThat(InsertTrigger.ensure(connection, queue)).isTrue();
                assertThat(InsertTrigger.ensure(connection, queue)).isFalse();
            } else {
                assertThatThrownBy(() -> InsertTrigger.ensure(connection, queue))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("enableNotifyInsert=true needs PGMQ 1.7");
            }
        }
    }

    @Test
    void refusesAVersionThatIsTooOld() {
        PgmqClient client = client(PgmqVersion.V1_4);
        assertThatThrownBy(client::capabilities)
                .isInstanceOf(PgmqNotInstalledException.class)
                .hasMessageContaining("older than 1.5")
                .hasMessageContaining("ALTER EXTENSION pgmq UPDATE");
    }

    @Test
    void namesTheStatementForAQueueThatAnUpgradeHasForgotten() throws SQLException {
        PgmqClient client = clientWithQueue(PgmqVersion.V1_11_1);
        sql(PgmqVersion.V1_11_1)
                .run(
                        "ALTER TABLE " + queue.table() + " DROP COLUMN last_read_at",
                        "ALTER TABLE " + queue.archiveTable() + " DROP COLUMN last_read_at");
        client.send(queue, "{}", null, null);
        String cure = "ALTER TABLE %s ADD COLUMN last_read_at timestamptz";
        try (Connection connection = connection(PgmqVersion.V1_11_1)) {
            assertThatThrownBy(() -> QueueCatalog.requireQueue(connection, queue))
                    .isInstanceOf(PgmqException.class)
                    .hasMessageContaining(cure.formatted(queue.table()))
                    .hasMessageContaining(queue.archiveTable());
            sql(PgmqVersion.V1_11_1).run(cure.formatted(queue.table()), cure.formatted(queue.archiveTable()));
            QueueCatalog.requireQueue(connection, queue);
        }
        List<PgmqMessage> read = client.read(queue, LEASE, 1);
        assertThat(read).hasSize(1);
        assertThat(client.archive(queue, List.of(read.get(0).id()))).hasSize(1);
    }

    /** 1.10 adds the column at the end of the tables of older queues, but reads whole rows in another order. */
    @Test
    void saysThat110CannotReadOlderQueues() throws SQLException {
        PgmqClient client = clientWithQueue(PgmqVersion.V1_10);
        client.send(queue, "{}", null, null);
        sql(PgmqVersion.V1_10)
                .run(
                        "ALTER TABLE " + queue.table() + " DROP COLUMN last_read_at",
                        "ALTER TABLE " + queue.table() + " ADD COLUMN last_read_at timestamptz");
        assertThatThrownBy(() -> client.read(queue, LEASE, 1))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("structure of query does not match");
        try (Connection connection = connection(PgmqVersion.V1_10)) {
            assertThatThrownBy(() -> QueueCatalog.requireQueue(connection, queue))
                    .isInstanceOf(PgmqException.class)
                    .hasMessageContaining("ALTER EXTENSION pgmq UPDATE");
        }
    }

    /** The same tables are no trouble since 1.11, which names its columns. */
    @Test
    void readsOlderQueuesOnNewerVersions() throws SQLException {
        PgmqClient client = clientWithQueue(PgmqVersion.V1_11_0);
        client.send(queue, "{}", null, null);
        sql(PgmqVersion.V1_11_0)
                .run(
                        "ALTER TABLE " + queue.table() + " DROP COLUMN last_read_at",
                        "ALTER TABLE " + queue.table() + " ADD COLUMN last_read_at timestamptz");
        try (Connection connection = connection(PgmqVersion.V1_11_0)) {
            QueueCatalog.requireQueue(connection, queue);
        }
        await().untilAsserted(() -> assertThat(client.read(queue, LEASE, 1)).hasSize(1));
        assertThat(client.pop(queue, 1)).isEmpty();
    }

    private void assertRefused(PgmqFeature feature, String since, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(UnsupportedFeatureException.class, e -> assertThat(e.getFeature())
                        .isEqualTo(feature))
                .hasMessageContaining("needs PGMQ " + since + " or newer");
    }

    private PgmqClient clientWithQueue(PgmqVersion version) {
        PgmqClient client = client(version);
        client.createQueue(queue);
        return client;
    }

    private static PgmqClient client(PgmqVersion version) {
        return new PgmqClient(DATABASES.of(version).dataSource());
    }

    private static TestSql sql(PgmqVersion version) {
        return DATABASES.of(version).sql();
    }

    private static Connection connection(PgmqVersion version) throws SQLException {
        return DATABASES.of(version).dataSource().getConnection();
    }
}
