/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of leases between the claim and the outcome. */
class CommandStoreLeaseIT extends StoreIT {

    @Test
    void leaseIsNotLostByOneWhoHasCompletedUnderIt() throws SQLException {
        sent();
        sent();
        List<FetchedCommand> fetched = store.claims().claim(connection, 2, LEASE);
        store.outcomes().complete(connection, List.of(completion(fetched.get(0), null)));
        assertThat(store.outcomes().leasesLost(connection, fetched)).isOne();
        assertThat(events(fetched.get(0).commandId())).doesNotContain("LEASE_LOST");
        assertThat(events(fetched.get(1).commandId())).endsWith("LEASE_LOST");
    }

    @Test
    void renewalDoesNotWaitForAMessageThatATransactionHolds() throws SQLException {
        sent();
        sent();
        List<FetchedCommand> fetched = store.claims().claim(connection, 2, LEASE);
        List<Lease> leases = fetched.stream().map(FetchedCommand::lease).toList();
        execute("SET statement_timeout = '5s'");
        try (Connection holder = transaction()) {
            assertThat(store.leases().hold(holder, leases.subList(0, 1))).hasSize(1);
            assertThat(store.leases().renew(connection, leases, Duration.ofHours(1)))
                    .hasSize(2);
            assertThat(count(queue + " WHERE vt > clock_timestamp() + interval '30 minutes'"))
                    .isOne();
            holder.rollback();
        }
        assertThat(store.leases().renew(connection, leases, Duration.ofHours(1)))
                .hasSize(2);
        assertThat(count(queue + " WHERE vt > clock_timestamp() + interval '30 minutes'"))
                .isEqualTo(2);
    }

    @Test
    void onlyHeldLeasesCanBeHeld() throws SQLException {
        sent();
        FetchedCommand stale = fetchOne();
        steal();
        assertThat(store.leases().hold(connection, List.of(stale.lease()))).isEmpty();
    }

    @Test
    void releaseGivesTheAttemptBack() throws SQLException {
        UUID id = sent(1, null);
        FetchedCommand fetched = fetchOne();
        assertThat(store.leases().release(connection, List.of(fetched), Duration.ZERO))
                .hasSize(1);
        assertThat(store.leases().release(connection, List.of(fetched), Duration.ZERO))
                .hasSize(1);
        assertThat(row(id).status()).isEqualTo(CommandStatus.PENDING);
        assertThat(row(id).attempts()).isZero();
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "RELEASED");
        FetchedCommand again = fetchOne();
        assertThat(again.claimed()).isTrue();
        assertThat(again.lease().readCount()).isEqualTo(2);
    }

    @Test
    void releaseOfASuspectKeepsItASuspect() throws SQLException {
        UUID id = sent();
        fetchOne();
        FetchedCommand unclaimed = steal();
        store.leases().release(connection, List.of(unclaimed), Duration.ZERO);
        assertThat(row(id).attempts()).isEqualTo(1);
        FetchedCommand suspect =
                store.intake().claimOne(connection, fetchOne(), LEASE).orElseThrow();
        store.leases().release(connection, List.of(suspect), Duration.ZERO);
        store.leases().release(connection, List.of(suspect), Duration.ZERO);
        assertThat(row(id).attempts()).isEqualTo(1);
        assertThat(row(id).status()).isEqualTo(CommandStatus.IN_PROGRESS);
        assertThat(fetchOne().claimed()).isFalse();
    }

    @Test
    void renewMovesTheLeaseOfThoseStillHeld() throws SQLException {
        UUID id = sent();
        sent();
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        store.outcomes().complete(connection, List.of(completion(fetched.get(1), null)));
        assertThat(store.leases()
                        .renew(
                                connection,
                                List.of(fetched.get(1).lease(), fetched.get(0).lease()),
                                Duration.ofMinutes(10)))
                .containsExactly(fetched.get(0).lease().messageId());
        assertThat(row(id).leaseExpiresAt()).isAfter(fetched.get(0).visibleAt().plusSeconds(300));
        assertThat(text("SELECT q.vt = c.lease_expires_at FROM " + queue
                        + " q JOIN command_bus_command c ON c.domain = '" + domain + "' AND c.msg_id = q.msg_id"))
                .isEqualTo("t");
        assertThat(store.outcomes().complete(connection, List.of(completion(fetched.get(0), null))))
                .hasSize(1);
    }

    @Test
    void nothingInvisibleHasNoNextTime() throws SQLException {
        assertThat(store.leases().millisUntilNextVisible(connection, Duration.ZERO))
                .isEmpty();
        sent();
        assertThat(store.leases().millisUntilNextVisible(connection, Duration.ZERO))
                .isEmpty();
    }

    @Test
    void whatBecomesVisibleRightAfterAClaimIsDueAtOnce() throws SQLException {
        assertThat(store.claims().claim(connection, 10, LEASE)).isEmpty();
        sent();
        assertThat(store.leases().millisUntilNextVisible(connection, Duration.ofMinutes(1)))
                .hasValue(0);
    }
}
