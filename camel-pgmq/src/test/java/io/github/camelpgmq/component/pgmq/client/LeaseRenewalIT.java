/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The renewal of leases by an engine, which has one statement for all it has in flight. */
class LeaseRenewalIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration LEASE = Duration.ofSeconds(60);

    private final QueueName queue = QueueName.of("renewal");
    private final QueueStatements statements = new QueueStatements(queue);
    private final PgmqClient client = new PgmqClient(PGMQ.dataSource());

    @BeforeEach
    void twoMessages() {
        client.createQueue(queue);
        client.purgeQueue(queue);
        client.sendBatch(queue, List.of(NewMessage.of("1"), NewMessage.of("2")));
    }

    @Test
    void lockedMessageDoesNotKeepTheOthersWaiting() throws Exception {
        List<Lease> leases = client.read(queue, Duration.ofSeconds(1), 2).stream()
                .map(PgmqMessage::lease)
                .toList();
        try (Connection route = PGMQ.dataSource().getConnection();
                Connection engine = PGMQ.dataSource().getConnection();
                Statement timeout = engine.createStatement()) {
            route.setAutoCommit(false);
            statements.acknowledge(route, Acknowledgement.DELETE, leases.subList(0, 1));
            timeout.execute("SET lock_timeout = '5s'");

            assertThat(statements.renew(engine, leases, LEASE)).containsExactlyInAnyOrderElementsOf(leases);
            route.rollback();
        }
        assertThat(client.browse(queue, 2).get(1).visibleAt())
                .isAfter(Instant.now().plusSeconds(40));
    }

    @Test
    void lostLeaseIsToldAndLeftAlone() throws Exception {
        Lease lost = client.read(queue, Duration.ZERO, 1).get(0).lease();
        client.read(queue, Duration.ofSeconds(10), 1);
        try (Connection engine = PGMQ.dataSource().getConnection()) {
            assertThat(statements.renew(engine, List.of(lost), LEASE)).isEmpty();
        }
        assertThat(client.browse(queue, 1).get(0).visibleAt())
                .isBefore(Instant.now().plusSeconds(30));
    }

    @Test
    void longerTimeThatTheRouteHasSetIsKept() throws Exception {
        Lease lease = client.read(queue, Duration.ofSeconds(1), 1).get(0).lease();
        client.renew(queue, List.of(lease), Duration.ofHours(1));
        try (Connection engine = PGMQ.dataSource().getConnection()) {
            assertThat(statements.renew(engine, List.of(lease), LEASE)).containsExactly(lease);
        }
        assertThat(client.browse(queue, 1).get(0).visibleAt())
                .isAfter(Instant.now().plusSeconds(3_000));
    }
}
