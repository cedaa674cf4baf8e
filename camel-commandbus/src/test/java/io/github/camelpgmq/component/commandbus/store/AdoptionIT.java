/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.AdoptionStatements.Adoptable;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages of other programs that come without metadata. */
class AdoptionIT extends StoreIT {

    @Test
    void adoptsAWholeFetchAtOnce() throws SQLException {
        List<UUID> ids = IntStream.range(0, 50).mapToObj(i -> foreign()).toList();
        List<FetchedCommand> adopted = store.adoption().adopt(connection, fetched(), 4);

        assertThat(adopted).extracting(FetchedCommand::commandId).containsExactlyElementsOf(ids);
        assertThat(adopted).allMatch(FetchedCommand::claimed);
        assertThat(row(ids.get(9))).satisfies(command -> {
            assertThat(command.status()).isEqualTo(CommandStatus.IN_PROGRESS);
            assertThat(command.attempts()).isEqualTo(1);
            assertThat(command.maxAttempts()).isEqualTo(4);
            assertThat(command.commandType()).isEqualTo("Debit");
            assertThat(command.queueName()).isEqualTo(store.domain().commandQueue());
            assertThat(command.msgId()).isEqualTo(adopted.get(9).lease().messageId());
            assertThat(command.createdAt()).isEqualTo(adopted.get(9).enqueuedAt());
            assertThat(command.leaseExpiresAt()).isEqualTo(adopted.get(9).visibleAt());
            assertThat(command.replyQueue()).isEqualTo("r__replies");
        });
        assertThat(events(ids.get(9))).containsExactly("ADOPTED", "RECEIVED");
        assertThat(text("SELECT count(DISTINCT xmin::text) FROM command_bus_audit WHERE domain = ?", domain))
                .isEqualTo("1");
        store.outcomes().complete(connection, List.of(completion(adopted.get(9), null)));
        assertThat(row(ids.get(9)).status()).isEqualTo(CommandStatus.COMPLETED);
    }

    @Test
    void twoWorkersWithTheSameMessagesAdoptThemOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            IntStream.range(0, 20).forEach(i -> foreign());
            List<Adoptable> messages = fetched();
            List<Object> results = race(true, own -> store.adoption().adopt(own, messages, 3));
            assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(List.class));
            assertThat(results.stream().flatMap(r -> ((List<?>) r).stream())).hasSize(20);
        }
        assertThat(count("command_bus_audit WHERE event_type = 'ADOPTED' AND domain = '" + domain + "'"))
                .isEqualTo(400);
    }

    @Test
    void messageWhoseLeaseIsLostIsLeftAlone() throws SQLException {
        UUID id = foreign();
        List<Adoptable> stale = fetched();
        expireLeases();
        List<Adoptable> current = fetched();
        assertThat(store.adoption().adopt(connection, stale, 3)).isEmpty();
        assertThat(events(id)).isEmpty();
        assertThat(store.adoption().adopt(connection, current, 3)).hasSize(1);
    }

    @Test
    void ofTwoMessagesWithTheSameIdOneIsAdopted() throws SQLException {
        UUID id = foreign();
        send(id);
        List<FetchedCommand> adopted = store.adoption().adopt(connection, fetched(), 3);
        assertThat(adopted).singleElement().satisfies(one -> assertThat(one.commandId())
                .isEqualTo(id));
        assertThat(row(id).msgId()).isEqualTo(1);
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED");
    }

    @Test
    void senderThatWritesItsMetadataAMomentLaterIsToldSo() throws SQLException {
        UUID id = foreign();
        store.adoption().adopt(connection, fetched(), 3);
        String before = state();
        assertThatThrownBy(() -> execute(
                        "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id) VALUES ('"
                                + domain + "', '" + id + "', 'Debit', 'PENDING', 'q', 1)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThat(state()).isEqualTo(before);
        assertThat(store.claims().claim(connection, 10, LEASE)).isEmpty();
    }

    @Test
    void commandWithMetadataIsNotTouched() throws SQLException {
        UUID id = sent();
        FetchedCommand fetched = fetchOne();
        String before = state();
        assertThat(store.adoption().adopt(connection, List.of(adoptable(fetched)), 9))
                .isEmpty();
        assertThat(state()).isEqualTo(before);
        assertThat(row(id).maxAttempts()).isEqualTo(3);
    }

    private UUID foreign() {
        UUID id = UUID.randomUUID();
        try {
            send(id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return id;
    }

    private void send(UUID id) throws SQLException {
        text(
                "SELECT pgmq.send(?::text, ?::jsonb)",
                store.domain().commandQueue(),
                "{\"command_id\":\"" + id + "\",\"command_type\":\"Debit\",\"domain\":\"" + domain
                        + "\",\"reply_to\":\"r__replies\"}");
    }

    private List<Adoptable> fetched() throws SQLException {
        Stream<FetchedCommand> fetched = store.claims().claim(connection, 100, LEASE).stream();
        return fetched.map(AdoptionIT::adoptable).toList();
    }

    private static Adoptable adoptable(FetchedCommand fetched) {
        return new Adoptable(fetched, CommandMessage.parse(fetched.bodyJson()));
    }
}
