/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.BatchCounts;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqNotInstalledException;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestSql;
import io.github.camelpgmq.support.VersionDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands on every shape of PGMQ: each statement of the command bus runs on each of them. */
class CommandBusVersionsIT {

    @RegisterExtension
    @Order(1)
    static final PgmqExtension PGMQ = new PgmqExtension();

    @RegisterExtension
    @Order(2)
    static final VersionDatabases DATABASES = new VersionDatabases(PGMQ);

    private static final AtomicInteger DOMAINS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration DELAY = Duration.ofMillis(500);

    private final String domain = "pay" + DOMAINS.incrementAndGet();
    private final QueueName commands = QueueName.of(domain + "__commands");
    private final QueueName replies = QueueName.of(domain + "__replies");
    private CommandBusNode node;
    private CommandBus bus;
    private TestSql sql;

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void sendsEachCommandOnceAlsoInATransaction(PgmqVersion version) throws Exception {
        open(version);
        routesInTransactions();
        UUID first = send("Debit", Map.of());
        assertThatThrownBy(() -> sendAs(first, "commandbus:" + domain + "/Debit"))
                .hasCauseInstanceOf(DuplicateCommandException.class);
        sendAs(first, "commandbus:" + domain + "/Debit?onDuplicate=ignore");
        assertThat(queued()).isOne();

        UUID second = UUID.randomUUID();
        assertThatThrownBy(() -> sendAs(second, "direct:rolledBack")).hasRootCauseMessage("no");
        assertThat(bus.get(domain, second)).isEmpty();
        assertThat(queued()).isOne();
        sendAs(second, "direct:twice");

        assertThat(queued()).isEqualTo(2);
        assertThat(List.of(events(first), events(second))).containsOnly(List.of("SENT"));
        assertThat(bus.queueMetrics(domain).length()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("versionsAndModes")
    void handlesAnswersAndRepairs(PgmqVersion version, boolean transacted) throws Exception {
        open(version);
        UUID good = send("Good", Map.of());
        UUID later = send("Good", Map.of(CommandBusConstants.DELAY, DELAY));
        UUID refused = send("Refused", Map.of());
        UUID twice = send("Twice", Map.of());
        UUID often = send("Often", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        List<UUID> broken = List.of(send("Broken", Map.of()), send("Broken", Map.of()), send("Broken", Map.of()));
        UUID foreign = UUID.randomUUID();
        sendForeign(message("Good", foreign));
        sendForeign("{\"no\":\"command\"}");
        handle("&transacted=" + transacted);

        broken.forEach(id -> awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE));
        bus.troubleshooting().retry(domain, broken.get(0), "{\"n\":\"repaired\"}", "olga", "typo");
        bus.troubleshooting().cancel(domain, broken.get(1), "olga", "no use");
        bus.troubleshooting().complete(domain, broken.get(2), "{\"n\":1}", "olga", "by hand");

        List.of(good, later, twice, broken.get(0), broken.get(2), foreign)
                .forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
        awaitStatus(refused, CommandStatus.FAILED);
        awaitStatus(broken.get(1), CommandStatus.CANCELED);
        awaitStatus(often, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting())
                .containsExactlyInAnyOrder("TRANSIENT BUSY", "PERMANENT MALFORMED"));

        assertThat(outcomes())
                .containsOnly(
                        entry(good, Outcome.SUCCESS),
                        entry(later, Outcome.SUCCESS),
                        entry(twice, Outcome.SUCCESS),
                        entry(foreign, Outcome.SUCCESS),
                        entry(refused, Outcome.FAILED),
                        entry(broken.get(0), Outcome.SUCCESS),
                        entry(broken.get(1), Outcome.CANCELED),
                        entry(broken.get(2), Outcome.SUCCESS));
        assertThat(events(good)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        assertThat(events(twice))
                .containsExactly("SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED", "RECEIVED", "COMPLETED");
        assertThat(events(foreign)).containsExactly("ADOPTED", "RECEIVED", "COMPLETED");
        assertThat(between(later, "SENT", "RECEIVED")).isGreaterThanOrEqualTo(DELAY);
        assertThat(queued()).isZero();
        // What waits for an operator, and what an operator has ended.
        assertThat(sql.count(commands.archiveTable())).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void disposesOfWhatCannotBeHandledAndRunsWhatACrashLeft(PgmqVersion version) throws Exception {
        open(version);
        UUID suspect = send("Good", Map.of());
        UUID spent = send("Good", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        claimAndDie(2);
        UUID done = send("Good", Map.of());
        sql.run("UPDATE command_bus_command SET status = 'COMPLETED' WHERE command_id = '" + done + "'");
        UUID copied = send("Good", Map.of());
        sendForeign(message("Good", copied));
        handle("");

        awaitStatus(suspect, CommandStatus.COMPLETED);
        awaitStatus(copied, CommandStatus.COMPLETED);
        awaitStatus(spent, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(events(suspect)).containsExactly("SENT", "RECEIVED", "RECEIVED", "COMPLETED");
            assertThat(events(spent)).containsExactly("SENT", "RECEIVED", "MOVED_TO_TSQ");
            assertThat(events(done)).containsExactly("SENT", "DUPLICATE_DISPOSED");
            assertThat(events(copied)).containsExactlyInAnyOrder("SENT", "RECEIVED", "COMPLETED", "STALE_DISPOSED");
        });
        assertThat(bus.get(domain, spent).orElseThrow().lastErrorCode()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(queued()).isZero();
        assertThat(sql.count(commands.archiveTable() + " WHERE archived_at IS NOT NULL"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void answersRequests(PgmqVersion version) throws Exception {
        open(version);
        handle("");
        assertThat(request("Good")).contains("done");
        assertThatThrownBy(() -> request("Refused")).hasCauseInstanceOf(CommandFailedException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void sendsManySharesTransactionsFollowsABatchPausesAndPurges(PgmqVersion version) throws Exception {
        open(version);
        UUID refused = send("Refused", Map.of());
        assertThat(bus.pause(domain, "Held", "olga", "later")).isTrue();
        assertThat(bus.sendBatch(requests("Good", 20))).hasSize(20);
        List<CommandRequest> ofBatch = new ArrayList<>(requests("Good", 10));
        ofBatch.addAll(requests("Held", 1));
        ofBatch.addAll(requests("Broken", 2));
        UUID batch = bus.batches()
                .create(BatchRequest.of(domain, "month end").withReplyTo(replies.name()), ofBatch)
                .batchId();
        handle("&transactionBatchSize=5");

        awaitStatus(refused, CommandStatus.FAILED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                .containsEntry(CommandStatus.COMPLETED, 30L)
                .containsEntry(CommandStatus.IN_TROUBLESHOOTING_QUEUE, 2L)
                .containsEntry(CommandStatus.PENDING, 1L));
        BulkRequest all = BulkRequest.of(CommandFilter.of(domain).withCommandType("Broken"), "olga", "no use");
        assertThat(bus.troubleshooting().cancel(all).done()).isEqualTo(2);
        assertThat(bus.resume(domain, "Held", "olga", "now")).isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.batches().get(domain, batch))
                .hasValueSatisfying(b -> assertThat(b.status()).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES)));
        assertThat(bus.batches().get(domain, batch).orElseThrow().counts())
                .isEqualTo(new BatchCounts(13, 0, 0, 11, 0, 2, 0));
        assertThat(sql.count(replies.table() + " WHERE message ->> 'batch_id' = '" + batch + "'"))
                .isOne();

        PurgeResult purged = bus.purgeHistory(domain, Duration.ZERO);
        assertThat(List.of(purged.commands(), purged.batches())).containsExactly(34L, 1L);
        assertThat(sql.count(commands.archiveTable())).isZero();
        assertThat(queued()).isZero();
    }

    private List<CommandRequest> requests(String type, int count) {
        return Stream.generate(() -> CommandRequest.of(domain, type, "{}"))
                .limit(count)
                .toList();
    }

    @Test
    void refusesToStartOnWhatIsTooOld() throws Exception {
        open(PgmqVersion.V1_4);
        assertThatThrownBy(() -> send("Good", Map.of())).satisfies(CommandBusVersionsIT::saysThatPgmqIsTooOld);
        assertThatThrownBy(() -> handle("")).satisfies(CommandBusVersionsIT::saysThatPgmqIsTooOld);
    }

    private static void saysThatPgmqIsTooOld(Throwable failure) {
        assertThat(failure)
                .hasStackTraceContaining(PgmqNotInstalledException.class.getName())
                .hasStackTraceContaining("older than 1.5")
                .hasStackTraceContaining("ALTER EXTENSION pgmq UPDATE");
    }

    private static Stream<Arguments> versionsAndModes() {
        return Arrays.stream(PgmqVersion.values())
                .filter(version -> version != PgmqVersion.V1_4)
                .flatMap(version -> Stream.of(Arguments.of(version, true), Arguments.of(version, false)));
    }

    private void open(PgmqVersion version) {
        sql = DATABASES.of(version).sql();
        node = new CommandBusNode(sql.dataSource());
        bus = node.bus();
    }

    private void routesInTransactions() throws Exception {
        String debit = "commandbus:" + domain + "/Debit";
        node.camel()
                .getRegistry()
                .bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(node.pool())));
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:rolledBack")
                        .transacted("required")
                        .to(debit)
                        .throwException(new IllegalStateException("no"));
                from("direct:twice")
                        .transacted("required")
                        .to(debit)
                        .doTry()
                        .to(debit)
                        .throwException(new IllegalStateException("no duplicate"))
                        .doCatch(DuplicateCommandException.class)
                        .log("still in a good transaction")
                        .end();
            }
        });
    }

    private void handle(String options) throws Exception {
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "?retryBackoff=100ms&pollInterval=1s" + options)
                        .process(CommandBusVersionsIT::handleByType);
            }
        });
    }

    private static void handleByType(Exchange exchange) {
        switch (exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class)) {
            case "Refused" -> throw new BusinessRuleException("NO", "no");
            case "Often" -> throw new TransientCommandException("BUSY", "busy");
            case "Twice" -> {
                if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                    throw new TransientCommandException("BUSY", "busy");
                }
            }
            case "Broken" -> {
                if (!exchange.getMessage().getBody(String.class).contains("repaired")) {
                    throw new PermanentCommandException("BAD", "bad");
                }
            }
            default -> exchange.getMessage().setBody(Map.of("done", true));
        }
    }

    private UUID send(String type, Map<String, Object> headers) {
        UUID id = UUID.randomUUID();
        Map<String, Object> all = new HashMap<>(headers);
        all.put(CommandBusConstants.COMMAND_ID, id.toString());
        all.put(CommandBusConstants.REPLY_TO, replies.name());
        node.template().sendBodyAndHeaders("commandbus:" + domain + "/" + type, "{}", all);
        return id;
    }

    private void sendAs(UUID id, String uri) {
        node.template().sendBodyAndHeader(uri, "{}", CommandBusConstants.COMMAND_ID, id.toString());
    }

    private String request(String type) {
        return node.template().requestBody("commandbus:" + domain + "/" + type, "{}", String.class);
    }

    private void sendForeign(String body) {
        new PgmqClient(node.pool()).send(commands, body, null, null);
    }

    private String message(String type, UUID id) {
        return "{\"domain\":\"%s\",\"command_type\":\"%s\",\"command_id\":\"%s\",\"reply_to\":\"%s\",\"data\":{}}"
                .formatted(domain, type, id, replies.name());
    }

    /** As a worker does whose process is killed; the leases end at once. */
    private void claimAndDie(int count) throws SQLException {
        CommandStore store = new CommandStore(domain, CommandTables.DEFAULT);
        try (Connection connection = node.pool().getConnection()) {
            assertThat(store.claims().claim(connection, count, PATIENCE)).hasSize(count);
        }
        sql.run("UPDATE " + commands.table() + " SET vt = clock_timestamp()");
    }

    private void awaitStatus(UUID id, CommandStatus status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.get(domain, id))
                .hasValueSatisfying(command -> assertThat(command.status()).isEqualTo(status)));
    }

    private List<String> events(UUID id) {
        return bus.auditTrail(domain, id).stream().map(AuditEntry::eventType).toList();
    }

    /** By the database's clock. */
    private Duration between(UUID id, String event, String next) {
        Map<String, AuditEntry> trail = bus.auditTrail(domain, id).stream()
                .collect(Collectors.toMap(AuditEntry::eventType, Function.identity()));
        return Duration.between(trail.get(event).timestamp(), trail.get(next).timestamp());
    }

    /** Kind and code of the errors of what waits for an operator. */
    private List<String> waiting() {
        return bus.troubleshooting().list(CommandFilter.of(domain)).items().stream()
                .map(item ->
                        item.command().lastErrorType() + " " + item.command().lastErrorCode())
                .toList();
    }

    private Map<UUID, Outcome> outcomes() {
        return new PgmqClient(node.pool())
                .browse(replies, 100).stream()
                        .map(message -> Reply.parse(message.body()))
                        .collect(Collectors.toMap(Reply::commandId, Reply::outcome));
    }

    private long queued() {
        return sql.count(commands.table());
    }
}
