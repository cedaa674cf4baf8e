/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.ops.CommandQueries;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One database per class, one domain per test. */
public abstract class StoreIT {

    protected static final Duration LEASE = Duration.ofSeconds(30);

    private static final AtomicInteger NEXT = new AtomicInteger();

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    protected Connection connection;
    protected CommandStore store;
    protected CommandQueries queries;
    protected String domain;
    protected String queue;

    @BeforeAll
    static void open() throws SQLException {
        try (Connection connection = connect()) {
            new CommandBusSchema(CommandTables.DEFAULT).create(connection);
        }
    }

    @BeforeEach
    void prepare() throws SQLException {
        connection = connect();
        domain = "d" + NEXT.incrementAndGet();
        store = new CommandStore(domain, CommandTables.DEFAULT);
        queries = new CommandQueries(store);
        queue = "pgmq.q_" + store.domain().commandQueue();
        store.createQueues(connection);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    protected static Connection connect() throws SQLException {
        return PGMQ.dataSource().getConnection();
    }

    protected static Connection transaction() throws SQLException {
        Connection connection = PGMQ.dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    protected NewCommand command(UUID id) {
        return command(id, 3);
    }

    protected NewCommand command(UUID id, int maxAttempts) {
        return command(id, maxAttempts, null, "Debit", "{\"amount\":1.50}");
    }

    protected NewCommand command(UUID id, int maxAttempts, String replyQueue, String type, String data) {
        String body = new CommandMessage(domain, type, id, null, replyQueue, Instant.EPOCH, data).toJson();
        return new NewCommand(id, type, null, replyQueue, maxAttempts, null, null, body, "{\"traceparent\":\"t1\"}");
    }

    protected UUID sent() throws SQLException {
        return sent(3, null);
    }

    protected UUID sent(int maxAttempts, String replyQueue) throws SQLException {
        UUID id = UUID.randomUUID();
        store.sending().send(connection, command(id, maxAttempts, replyQueue, "Debit", "{\"amount\":1.50}"));
        return id;
    }

    /** A batch in this status. */
    protected UUID batch(String status) throws SQLException {
        UUID id = UUID.randomUUID();
        execute("INSERT INTO command_bus_batch (domain, batch_id, name, status) VALUES ('" + domain + "', '" + id
                + "', 'load', '" + status + "')");
        return id;
    }

    protected FetchedCommand fetchOne() throws SQLException {
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        if (fetched.size() != 1) {
            throw new AssertionError("expected one message, got " + fetched);
        }
        return fetched.get(0);
    }

    /** The lease ends now, as after a crash. */
    protected void expireLeases() throws SQLException {
        execute("UPDATE " + queue + " SET vt = clock_timestamp() - interval '1 second'");
    }

    /** Another worker reads the message. */
    protected FetchedCommand steal() throws SQLException {
        expireLeases();
        return fetchOne();
    }

    protected Completion completion(FetchedCommand fetched, String replyQueue) {
        return new Completion(
                fetched.lease(), fetched.commandId(), replyQueue, replyQueue == null ? null : "{\"ok\":true}", null);
    }

    protected CommandMetadata row(UUID id) throws SQLException {
        return queries.get(connection, id).orElseThrow();
    }

    protected List<String> events(UUID id) throws SQLException {
        return queries.auditTrail(connection, id).stream()
                .map(AuditEntry::eventType)
                .toList();
    }

    protected String details(UUID id, String event) throws SQLException {
        return queries.auditTrail(connection, id).stream()
                .filter(e -> e.eventType().equals(event))
                .reduce((a, b) -> b)
                .orElseThrow()
                .detailsJson();
    }

    protected long count(String from) throws SQLException {
        return Long.parseLong(text("SELECT count(*) FROM " + from));
    }

    protected List<String> replies() throws SQLException {
        List<String> bodies = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT message FROM pgmq.q_" + store.domain().replyQueue() + " ORDER BY msg_id")) {
            while (row.next()) {
                bodies.add(row.getString("message"));
            }
        }
        return bodies;
    }

    protected String archiveTable() {
        return "pgmq.a_" + store.domain().commandQueue();
    }

    protected void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    protected String text(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Everything a test could have written without right: queue, status, audit, replies. */
    protected String state() throws SQLException {
        return text(
                "SELECT concat((SELECT json_agg(q ORDER BY msg_id) FROM " + queue
                        + " q), (SELECT json_agg(a ORDER BY msg_id) FROM "
                        + archiveTable()
                        + " a), (SELECT json_agg(c ORDER BY command_id) FROM command_bus_command c WHERE domain = ?),"
                        + " (SELECT json_agg(a ORDER BY audit_id) FROM command_bus_audit a WHERE domain = ?), (SELECT json_agg(r) FROM pgmq.q_"
                        + store.domain().replyQueue() + " r))",
                domain,
                domain);
    }

    /** A piece of work that may fail. */
    @FunctionalInterface
    protected interface Work<T> {
        T run(Connection connection) throws Exception;
    }

    /** Runs the same work on two connections at the same moment; a failure becomes the result. */
    protected static List<Object> race(boolean autocommit, Work<?> work) throws Exception {
        return race(autocommit, work, work);
    }

    /** Runs both at the same moment on connections of their own; a failure becomes the result. */
    protected static List<Object> race(boolean autocommit, Work<?> one, Work<?> other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Object>> futures = new ArrayList<>();
            for (Work<?> work : List.of(one, other)) {
                futures.add(threads.submit(racer(autocommit, work, start)));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Object> racer(boolean autocommit, Work<?> work, CyclicBarrier start) {
        return () -> {
            try (Connection own = autocommit ? connect() : transaction()) {
                start.await();
                Object result;
                try {
                    result = work.run(own);
                } catch (Exception e) {
                    result = e;
                }
                if (!autocommit) {
                    // Also after a failure: it must not have poisoned the transaction.
                    own.commit();
                }
                return result;
            }
        };
    }
}
