/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.FreshDatabase;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestRole;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One exception type for each kind of trouble, with its SQLState and what to do. */
class PgmqErrorsIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Lease SOME_LEASE = new Lease(1, 1);
    private static final QueueName ORDERS = QueueName.of("orders");

    private FreshDatabase database;
    private TestRole role;
    private PgmqClient client;

    @BeforeEach
    void create() {
        database = FreshDatabase.beside(PGMQ.database()).with(PgmqVersion.V1_11_1.scripts());
        new PgmqClient(database.dataSource()).createQueue(ORDERS);
        role = new TestRole(database);
        client = new PgmqClient(role.dataSource());
    }

    @AfterEach
    void drop() {
        role.close();
        database.close();
    }

    @Test
    void pgmqIsMissing() {
        try (FreshDatabase empty = FreshDatabase.beside(PGMQ.database())) {
            PgmqClient lost = new PgmqClient(empty.dataSource());
            assertThatThrownBy(lost::capabilities)
                    .isInstanceOf(PgmqNotInstalledException.class)
                    .hasMessageContaining("PGMQ is not installed in database 'fresh_")
                    .hasMessageContaining("CREATE EXTENSION pgmq");
        }
    }

    static Stream<Arguments> everyCall() {
        return Stream.of(
                call("send", (c, q) -> c.send(q, "{}", null, null)),
                call("sendBatch", (c, q) -> c.sendBatch(q, List.of(NewMessage.of("{}")))),
                call("read", (c, q) -> c.read(q, LEASE, 1)),
                call("read in groups", (c, q) -> c.read(q, Selection.HEAD_OF_GROUP, LEASE, 1)),
                call("pop", (c, q) -> c.pop(q, 1)),
                call("browse", (c, q) -> c.browse(q, 1)),
                call("delete under the lease", (c, q) -> c.acknowledge(q, Acknowledgement.DELETE, List.of(SOME_LEASE))),
                call(
                        "archive under the lease",
                        (c, q) -> c.acknowledge(q, Acknowledgement.ARCHIVE, List.of(SOME_LEASE))),
                call("renew", (c, q) -> c.renew(q, List.of(SOME_LEASE), LEASE)),
                call("delete", (c, q) -> c.delete(q, List.of(1L))),
                call("archive", (c, q) -> c.archive(q, List.of(1L))),
                call("setVisibilityTimeout", (c, q) -> c.setVisibilityTimeout(q, List.of(1L), LEASE)),
                call("metrics", (c, q) -> c.metrics(q)),
                call("purge", (c, q) -> c.purgeQueue(q)),
                call("bindTopic", (c, q) -> c.bindTopic("a", q)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCall")
    void theQueueIsMissing(String name, Call call) {
        PgmqClient owner = new PgmqClient(database.dataSource());
        assertThatThrownBy(() -> call.on(owner, QueueName.of("order")))
                .isInstanceOfSatisfying(QueueNotFoundException.class, e -> assertThat(e.getSqlState())
                        .isEqualTo("42P01"))
                .hasMessageContaining("SELECT pgmq.create('order')")
                .hasMessageContaining("autoCreateQueue=true");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCall")
    void theRoleMayNotEnterTheSchema(String name, Call call) {
        assertDenied(() -> call.on(client, ORDERS), "GRANT USAGE ON SCHEMA pgmq TO <role>");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCall")
    void theMessageIsShort(String name, Call call) {
        role.grant("USAGE ON SCHEMA pgmq");
        assertThatThrownBy(() -> call.on(client, ORDERS))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(" TO <role>")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n", "PL/pgSQL")
                .hasSizeLessThan(400);
    }

    @Test
    void theRoleMayNotCallTheFunctions() {
        role.grant("USAGE ON SCHEMA pgmq");
        database.sql().run("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq FROM PUBLIC");
        assertDenied(
                () -> client.send(ORDERS, "{}", null, null), "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq TO <role>");
        role.grant("EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq");
        assertDenied(() -> client.send(ORDERS, "{}", null, null), "ON pgmq.\"q_orders\" TO <role>");
    }

    @Test
    void theRoleLacksRightsOnATable() {
        role.grant("USAGE ON SCHEMA pgmq");
        assertDenied(
                () -> client.read(ORDERS, LEASE, 1),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.\"q_orders\" TO <role>");
        role.grant("SELECT, INSERT, UPDATE, DELETE ON pgmq.q_orders");
        long id = client.send(ORDERS, "{}", null, null);
        assertDenied(() -> client.archive(ORDERS, List.of(id)), "GRANT SELECT, INSERT ON pgmq.\"a_orders\" TO <role>");
        assertDenied(() -> client.metrics(ORDERS), "GRANT SELECT ON SEQUENCE pgmq.\"q_orders_msg_id_seq\" TO <role>");
        assertDenied(client::listQueues, "GRANT SELECT ON pgmq.meta TO <role>");
        assertDenied(client::listTopicBindings, "ON pgmq.topic_bindings TO <role>");
        assertDenied(() -> client.purgeQueue(ORDERS), "purging also takes TRUNCATE");

        role.grant("SELECT, INSERT ON pgmq.a_orders");
        role.grant("SELECT ON SEQUENCE pgmq.q_orders_msg_id_seq");
        role.grant("SELECT ON pgmq.meta");
        role.grant("TRUNCATE ON pgmq.q_orders");
        assertThatCode(() -> {
                    client.archive(ORDERS, List.of(id));
                    client.metrics(ORDERS);
                    client.listQueues();
                    client.purgeQueue(ORDERS);
                })
                .doesNotThrowAnyException();
        assertDenied(() -> client.dropQueue(ORDERS), "only its owner may do that");
    }

    @Test
    void theRoleMayNotCreateQueues() {
        role.grant("USAGE ON SCHEMA pgmq");
        QueueName invoices = QueueName.of("invoices");
        assertThatThrownBy(() -> client.createQueue(invoices))
                .isInstanceOfSatisfying(AccessDeniedException.class, e -> assertThat(e.getSqlState())
                        .isEqualTo("42501"))
                .hasMessageContaining("Role " + role.name() + " may not create queue 'invoices'")
                .hasMessageContaining("autoCreateQueue=true")
                .hasMessageContaining("SELECT pgmq.create('invoices')")
                .hasMessageContaining("GRANT CREATE ON SCHEMA pgmq TO " + role.name())
                .hasMessageContaining("GRANT INSERT ON pgmq.meta TO " + role.name());
        assertThat(client.createQueue(ORDERS)).isFalse();
        role.grant("CREATE ON SCHEMA pgmq");
        role.grant("INSERT ON pgmq.meta");
        assertThat(client.createQueue(invoices)).isTrue();
        assertThat(client.send(invoices, "{}", null, null)).isOne();
    }

    @Test
    void nobodyListens() throws Exception {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere.setPortNumbers(new int[] {free.getLocalPort()});
        }
        PgmqClient lost = new PgmqClient(nowhere);
        assertThatThrownBy(() -> lost.send(ORDERS, "{}", null, null))
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> assertThat(e.getSqlState())
                        .isEqualTo("08001"))
                .isNotInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining("send to queue 'orders'")
                .hasMessageContaining("Check that the database runs");
    }

    @Test
    void theConnectionIsKilled() {
        JdbcTransactions transactions = JdbcTransactions.of(new DefaultCamelContext(), database.dataSource());
        PgmqClient joined = new PgmqClient(new TransactionAwareDataSource(transactions.target()));
        assertThatThrownBy(() -> transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                    database.sql().run("SELECT pg_terminate_backend(" + pid(connection) + ")");
                    return joined.send(ORDERS, "{}", null, null);
                }))
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> assertThat(e.getSqlState())
                        .isIn("57P01", "08006"))
                .hasMessageContaining("try again");
    }

    /** Work in several statements is undone first, which fails too and must not hide the reason. */
    @Test
    void theConnectionIsKilledWhileAQueueIsCreated() throws Exception {
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('pgmq.create', 0))");
            Thread killer = new Thread(() -> await().until(() -> "t"
                    .equals(database.sql()
                            .value("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE wait_event = 'advisory' AND datname = current_database()"))));
            killer.start();
            PgmqClient owner = new PgmqClient(database.dataSource());
            assertThatThrownBy(() -> owner.createQueue(QueueName.of("waiting")))
                    .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> assertThat(e.getSqlState())
                            .isEqualTo("57P01"))
                    .hasMessageContaining("create queue 'waiting'");
            killer.join();
        }
    }

    @Test
    void thePoolIsExhausted() throws Exception {
        try (HikariDataSource pool = pool(PGMQ.jdbcUrl())) {
            PgmqClient pooled = new PgmqClient(pool);
            pooled.createQueue(ORDERS);
            try (Connection taken = pool.getConnection()) {
                assertThat(taken.isValid(5)).isTrue();
                assertThatThrownBy(() -> pooled.send(ORDERS, "{}", null, null))
                        .isInstanceOf(PoolExhaustedException.class)
                        .hasMessageContaining("send to queue 'orders'")
                        .hasMessageContaining("raise maximumPoolSize");
            }
            assertThat(pooled.send(ORDERS, "{}", null, null)).isPositive();
        }
    }

    /** The pool is not to blame if it cannot connect. */
    @Test
    void theDatabaseOfThePoolIsAway() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (HikariDataSource pool = pool("jdbc:postgresql://localhost:" + port + "/postgres")) {
            PgmqClient pooled = new PgmqClient(pool);
            assertThatThrownBy(() -> pooled.send(ORDERS, "{}", null, null))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .isNotInstanceOf(PoolExhaustedException.class)
                    .hasMessageContaining("Check that the database runs");
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(PGMQ.username());
        config.setPassword(PGMQ.password());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    @Test
    void theServerHasNoConnectionLeft() {
        role.grant("USAGE ON SCHEMA pgmq");
        database.sql().run("ALTER ROLE " + role.name() + " CONNECTION LIMIT 0");
        assertThatThrownBy(() -> client.send(ORDERS, "{}", null, null))
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> assertThat(e.getSqlState())
                        .isEqualTo("53300"))
                .hasMessageContaining("max_connections");
    }

    private static void assertDenied(ThrowingCallable call, String cure) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(AccessDeniedException.class, e -> assertThat(e.getSqlState())
                        .isEqualTo("42501"))
                .hasMessageContaining(cure);
    }

    private static int pid(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Arguments call(String name, Call call) {
        return Arguments.of(name, call);
    }

    @FunctionalInterface
    interface Call {
        void on(PgmqClient client, QueueName queue);
    }
}
