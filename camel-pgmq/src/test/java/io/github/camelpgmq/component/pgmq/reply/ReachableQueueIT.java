/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.FreshDatabase;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestRole;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether a reply can be sent, asked without an SQL error whatever the answer is. */
class ReachableQueueIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final QueueName QUEUE = QueueName.of("a__replies");

    private FreshDatabase database;
    private TestRole role;

    @BeforeEach
    void create() throws Exception {
        database = FreshDatabase.beside(PGMQ.database()).with(PgmqVersion.V1_11_1.scripts());
        role = new TestRole(database);
        new PgmqClient(database.dataSource()).createQueue(QUEUE);
    }

    @AfterEach
    void drop() {
        role.close();
        database.close();
    }

    @Test
    void aQueueThatExistsIsReachableForWhomeverMayWriteToIt() throws Exception {
        role.grant("USAGE ON SCHEMA pgmq");
        assertThat(isReachable(QUEUE.name())).isFalse();
        role.grant("INSERT ON " + QUEUE.table());
        assertThat(isReachable(QUEUE.name())).isTrue();
        assertThat(isReachable("A__Replies")).isTrue();
    }

    @Test
    void noOtherNameIsReachable() throws Exception {
        role.grant("USAGE ON SCHEMA pgmq");
        assertThat(isReachable("")).isFalse();
        assertThat(isReachable(null)).isFalse();
        assertThat(isReachable("missing__replies")).isFalse();
        assertThat(isReachable("a__replies_0123456789abcdef")).isFalse();
        assertThat(isReachable("\"; DROP TABLE " + QUEUE.table() + "; --")).isFalse();
        assertThat(isReachable("x".repeat(200))).isFalse();
    }

    @Test
    void onlyAQueueOfOneJvmIsTemporary() {
        assertThat(ReplyStatements.isTemporary(
                        TemporaryQueueName.next("payments").name()))
                .isTrue();
        assertThat(ReplyStatements.isTemporary("payments__replies")).isFalse();
        assertThat(ReplyStatements.isTemporary("payments__replies_night")).isFalse();
    }

    private boolean isReachable(String queue) throws SQLException {
        try (Connection connection = role.dataSource().getConnection()) {
            return ReplyStatements.isReachable(connection, queue);
        }
    }
}
