/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages: what {@link PgmqClient} does with the genuine PGMQ, method by method. */
class PgmqClientIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);

    private final QueueName queue = QueueName.of("messages_" + QUEUES.incrementAndGet());
    private PgmqClient client;

    @BeforeEach
    void create() {
        client = new PgmqClient(PGMQ.dataSource());
        client.createQueue(queue);
    }

    @Test
    void sendsBodyHeadersAndDelay() {
        long id = client.send(queue, "{\"n\":1}", "{\"tenant\":\"acme\"}", HOUR);
        PgmqMessage stored = only(client.browse(queue, 10));
        assertThat(stored.id()).isEqualTo(id);
        assertThat(stored.readCount()).isZero();
        assertThat(stored.body()).isEqualTo("{\"n\": 1}");
        assertThat(stored.headers()).isEqualTo("{\"tenant\": \"acme\"}");
        assertThat(Duration.between(stored.enqueuedAt(), stored.visibleAt())).isCloseTo(HOUR, Duration.ofSeconds(10));
        assertThat(client.read(queue, LEASE, 10)).isEmpty();
    }

    @Test
    void sendsWithoutHeadersOrDelay() {
        client.send(queue, "null", null, null);
        PgmqMessage read = only(client.read(queue, LEASE, 10));
        assertThat(read.body()).isEqualTo("null");
        assertThat(read.headers()).isNull();
    }

    @Test
    void delaysUntilAnInstant() {
        Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
        client.send(queue, new NewMessage("{}", null, Delay.until(tomorrow)));
        assertThat(only(client.browse(queue, 10)).visibleAt()).isEqualTo(tomorrow);
    }

    @Test
    void anInstantThatIsOverIsNoDelay() {
        client.send(queue, new NewMessage("{}", null, Delay.until(Instant.EPOCH)));
        assertThat(client.read(queue, LEASE, 10)).hasSize(1);
    }

    @Test
    void keepsUnicodeNestingAndLongNumbers() {
        String text = "Grüße, 世界, \uD83D\uDE80, \\\"quoted\\\", \\\\, \\t";
        String number = "12345678901234567890.12345678901234567890";
        client.send(
                queue,
                "{\"text\":\"" + text + "\",\"n\":" + number + ",\"list\":[[],{},null,true]}",
                "{\"übung\":\"ß\"}",
                null);
        PgmqMessage read = only(client.read(queue, LEASE, 1));
        assertThat(read.body())
                .contains("Grüße, 世界, \uD83D\uDE80")
                .contains("\\\"quoted\\\"")
                .contains(number)
                .contains("[[], {}, null, true]");
        assertThat(new BigDecimal(number).precision()).isGreaterThan(17);
        assertThat(read.headers()).isEqualTo("{\"übung\": \"ß\"}");
    }

    @Test
    void batchKeepsOrderBodiesAndHeadersTogether() {
        List<NewMessage> messages = IntStream.range(0, 500)
                .mapToObj(i -> new NewMessage(
                        "{\"n\":" + i + "}", i % 2 == 0 ? null : "{\"h\":" + i + "}", Delay.of(Duration.ZERO)))
                .toList();
        List<Long> ids = client.sendBatch(queue, messages);
        assertThat(ids).hasSize(500).doesNotHaveDuplicates().isSorted();
        assertThat(client.read(queue, LEASE, 1000)).hasSize(500).allSatisfy(message -> {
            int i = ids.indexOf(message.id());
            assertThat(message.body()).isEqualTo("{\"n\": " + i + "}");
            assertThat(message.headers()).isEqualTo(i % 2 == 0 ? null : "{\"h\": " + i + "}");
        });
    }

    @Test
    void batchWithDelaysOfTheirOwn() {
        Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
        List<Long> ids = client.sendBatch(
                queue,
                List.of(
                        new NewMessage("{\"n\":0}", "{\"h\":0}", Delay.of(HOUR)),
                        new NewMessage("{\"n\":1}", null, Delay.NONE),
                        new NewMessage("{\"n\":2}", "{\"h\":2}", Delay.until(tomorrow)),
                        NewMessage.of("{\"n\":3}")));
        assertThat(ids).hasSize(4).isSorted();
        List<PgmqMessage> stored = client.browse(queue, 10);
        assertThat(stored).extracting(PgmqMessage::id).isEqualTo(ids);
        assertThat(stored)
                .extracting(PgmqMessage::body)
                .containsExactly("{\"n\": 0}", "{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}");
        assertThat(stored).extracting(PgmqMessage::headers).containsExactly("{\"h\": 0}", null, "{\"h\": 2}", null);
        assertThat(stored.get(2).visibleAt()).isEqualTo(tomorrow);
        assertThat(Duration.between(stored.get(0).enqueuedAt(), stored.get(0).visibleAt()))
                .isCloseTo(HOUR, Duration.ofSeconds(10));
        assertThat(client.read(queue, LEASE, 10)).extracting(PgmqMessage::id).containsExactly(ids.get(1), ids.get(3));
    }

    @Test
    void batchIsAllOrNothing() {
        assertThatThrownBy(() -> client.sendBatch(queue, List.of(NewMessage.of("{}"), NewMessage.of("{"))))
                .isInstanceOfSatisfying(
                        PgmqException.class, e -> assertThat(e.getSqlState()).isEqualTo("22P02"))
                .hasMessageContaining("send to queue '" + queue + "'");
        assertThat(client.metrics(queue).length()).isZero();
    }

    @Test
    void emptyBatchSendsNothing() {
        assertThat(client.sendBatch(queue, List.of())).isEmpty();
        assertThat(client.sendTopic("nobody", List.of(), Delay.NONE)).isEmpty();
    }

    @Test
    void readLeasesAndCounts() {
        List<Long> ids = client.sendBatch(queue, Collections.nCopies(5, NewMessage.of("{}")));
        List<PgmqMessage> read = client.read(queue, LEASE, 3);
        assertThat(read).extracting(PgmqMessage::id).isEqualTo(ids.subList(0, 3));
        assertThat(read).allSatisfy(message -> {
            assertThat(message.readCount()).isEqualTo(1);
            assertThat(message.lease()).isEqualTo(new Lease(message.id(), 1));
            assertThat(Duration.between(message.enqueuedAt(), message.visibleAt())
                            .toMillis())
                    .isCloseTo(LEASE.toMillis(), within(10_000L));
        });
        assertThat(client.read(queue, LEASE, 10)).extracting(PgmqMessage::id).isEqualTo(ids.subList(3, 5));
        assertThat(client.read(queue, LEASE, 10)).isEmpty();
    }

    @Test
    void readsAgainWhenTheLeaseIsOver() {
        client.send(queue, "{}", null, null);
        assertThat(only(client.read(queue, Duration.ZERO, 1)).readCount()).isEqualTo(1);
        assertThat(only(client.read(queue, Duration.ZERO, 1)).readCount()).isEqualTo(2);
    }

    @Test
    void readsWhatContainsTheFilter() {
        client.send(queue, "{\"kind\":\"a\",\"to\":{\"country\":\"DE\"},\"tags\":[1,2]}", null, null);
        long wanted =
                client.send(queue, "{\"kind\":\"b\",\"to\":{\"country\":\"FR\",\"x\":1},\"tags\":[2,3]}", null, null);
        Selection selection = Selection.matching("{\"to\":{\"country\":\"FR\"},\"tags\":[3]}");
        assertThat(client.read(queue, selection, LEASE, 10))
                .extracting(PgmqMessage::id)
                .containsExactly(wanted);
        assertThat(client.read(queue, selection, LEASE, 10)).isEmpty();
        assertThat(client.read(queue, Selection.matching("{}"), LEASE, 10)).hasSize(1);
    }

    @Test
    void aFilterIsNoSql() {
        client.send(queue, "{\"kind\":\"a\"}", null, null);
        assertThat(client.read(queue, Selection.matching("{\"kind\":\"' OR true --\"}"), LEASE, 10))
                .isEmpty();
        assertThatThrownBy(() -> client.read(queue, Selection.matching("' OR true --"), LEASE, 10))
                .isInstanceOfSatisfying(
                        PgmqException.class, e -> assertThat(e.getSqlState()).isEqualTo("22P02"));
    }

    @Test
    void readsTheHeadOfEachGroupAndNoneWhileItIsLeased() {
        for (String group : List.of("a", "a", "b")) {
            client.send(queue, "{}", "{\"" + Selection.GROUP_HEADER + "\":\"" + group + "\"}", null);
        }
        List<PgmqMessage> heads = client.read(queue, Selection.HEAD_OF_GROUP, LEASE, 10);
        assertThat(heads).extracting(PgmqMessage::id).containsExactly(1L, 3L);
        assertThat(client.read(queue, Selection.HEAD_OF_GROUP, LEASE, 10)).isEmpty();
        client.acknowledge(queue, Acknowledgement.DELETE, List.of(heads.get(0).lease()));
        assertThat(client.read(queue, Selection.HEAD_OF_GROUP, LEASE, 10))
                .extracting(PgmqMessage::id)
                .containsExactly(2L);
    }

    @Test
    void popTakesTheOldestAway() {
        List<Long> ids = client.sendBatch(queue, Collections.nCopies(4, NewMessage.of("{}")));
        assertThat(client.pop(queue, 1)).extracting(PgmqMessage::id).containsExactly(ids.get(0));
        assertThat(client.pop(queue, 2)).extracting(PgmqMessage::id).isEqualTo(ids.subList(1, 3));
        assertThat(client.metrics(queue).length()).isOne();
        assertThat(client.pop(queue, 10)).hasSize(1);
        assertThat(client.pop(queue, 10)).isEmpty();
    }

    @Test
    void browseShowsEverythingAndChangesNothing() {
        List<Long> ids = client.sendBatch(queue, Collections.nCopies(3, NewMessage.of("{}")));
        client.read(queue, LEASE, 1);
        client.send(queue, "{}", null, HOUR);
        List<PgmqMessage> seen = client.browse(queue, 10);
        assertThat(seen).hasSize(4).extracting(PgmqMessage::readCount).containsExactly(1, 0, 0, 0);
        assertThat(client.browse(queue, 2)).extracting(PgmqMessage::id).isEqualTo(ids.subList(0, 2));
        assertThat(client.browse(queue, 10)).isEqualTo(seen);
    }

    @Test
    void onlyTheHolderOfALeaseAcknowledges() {
        client.sendBatch(queue, Collections.nCopies(2, NewMessage.of("{}")));
        Lease lost = client.read(queue, Duration.ZERO, 1).get(0).lease();
        List<Lease> held =
                client.read(queue, LEASE, 2).stream().map(PgmqMessage::lease).toList();

        for (Acknowledgement how : Acknowledgement.values()) {
            assertThat(client.acknowledge(queue, how, List.of(lost))).isEmpty();
        }
        assertThat(client.metrics(queue).length()).isEqualTo(2);
        assertThat(client.acknowledge(queue, Acknowledgement.ARCHIVE, List.of(held.get(0), lost)))
                .containsExactly(held.get(0));
        assertThat(client.acknowledge(queue, Acknowledgement.DELETE, held)).containsExactly(held.get(1));
        assertThat(client.metrics(queue).length()).isZero();
        assertThat(sql().value("SELECT string_agg(msg_id::text, ',') FROM " + queue.archiveTable()))
                .isEqualTo("" + held.get(0).messageId());
    }

    @Test
    void onlyTheHolderOfALeaseRenewsIt() {
        client.send(queue, "{}", null, null);
        Lease lost = client.read(queue, Duration.ZERO, 1).get(0).lease();
        PgmqMessage held = only(client.read(queue, LEASE, 1));
        assertThat(client.renew(queue, List.of(lost, held.lease()), HOUR)).containsExactly(held.lease());
        assertThat(only(client.browse(queue, 1)).visibleAt())
                .isAfter(held.visibleAt().plusSeconds(3000));
        assertThat(client.renew(queue, List.of(lost), Duration.ZERO)).isEmpty();
        assertThat(client.read(queue, LEASE, 1)).isEmpty();
    }

    @Test
    void deletesArchivesAndMovesByIdWhoeverHoldsTheLease() {
        List<Long> ids = client.sendBatch(queue, Collections.nCopies(4, NewMessage.of("{}")));
        client.read(queue, LEASE, 4);
        assertThat(client.delete(queue, List.of(ids.get(0), 999L))).containsExactly(ids.get(0));
        assertThat(client.delete(queue, List.of(ids.get(0)))).isEmpty();
        assertThat(client.archive(queue, List.of(ids.get(1), 999L))).containsExactly(ids.get(1));
        assertThat(client.archive(queue, List.of(ids.get(1)))).isEmpty();
        assertThat(client.setVisibilityTimeout(queue, List.of(ids.get(2), ids.get(3), 999L), Duration.ZERO))
                .containsExactlyInAnyOrder(ids.get(2), ids.get(3));
        assertThat(client.read(queue, LEASE, 10))
                .extracting(PgmqMessage::lease)
                .containsExactly(new Lease(ids.get(2), 2), new Lease(ids.get(3), 2));
        assertThat(client.setVisibilityTimeout(queue, List.of(999L), HOUR)).isEmpty();
        assertThat(client.delete(queue, List.of())).isEmpty();
    }

    @Test
    void aReadThatIsRolledBackWasNone() throws Exception {
        client.send(queue, "{}", null, null);
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            assertThat(new QueueStatements(queue).read(connection, LEASE, 1)).hasSize(1);
            // Meanwhile nobody else gets it, and nobody waits for it.
            assertThat(client.read(queue, LEASE, 1)).isEmpty();
            connection.rollback();
        }
        assertThat(only(client.read(queue, LEASE, 1)).readCount()).isEqualTo(1);
    }

    private static PgmqMessage only(List<PgmqMessage> messages) {
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static TestSql sql() {
        return new TestSql(PGMQ.dataSource());
    }
}
