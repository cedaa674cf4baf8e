/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where replies go, and what becomes of commands whose requester is gone. */
class CommandReplyIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger DOMAINS = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final String domain = "reply" + DOMAINS.incrementAndGet();
    private final String gone = domain + "__replies_0123456789abcdef";
    private HikariDataSource pool;
    private CamelContext camel;
    private PgmqClient client;

    @BeforeEach
    void start() {
        pool = pool();
        client = new PgmqClient(pool);
        camel = context(pool);
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&transacted=true", "&transacted=false"})
    void commandWhoseRequesterIsGoneCompletes(String options) throws Exception {
        handle(domain, options, exchange -> {});
        awaitStatus(send(gone), CommandStatus.COMPLETED);
    }

    @Test
    void commandWhoseRequesterIsGoneFails() throws Exception {
        handle(domain, "", exchange -> {
            throw new BusinessRuleException("NO", "no");
        });
        awaitStatus(send(gone), CommandStatus.FAILED);
    }

    @Test
    void commandWhoseRequesterIsGoneCanBeCanceled() throws Exception {
        handle(domain, "", exchange -> {
            throw new PermanentCommandException("NO", "no");
        });
        UUID id = send(gone);
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        CommandBus.of(camel).cancel(domain, id, "me", "nobody waits");
        awaitStatus(id, CommandStatus.CANCELED);
    }

    @Test
    void missingQueueThatIsNotTemporaryIsAFailure() throws Exception {
        handle(domain, "", exchange -> {});
        UUID id = send("missing__replies");
        await().atMost(LONG).untilAsserted(() -> assertThat(CommandBus.of(camel).auditTrail(domain, id))
                .extracting(AuditEntry::eventType)
                .extracting(String::valueOf)
                .contains("RETRY_SCHEDULED"));
    }

    @Test
    void commandOfAForeignSenderIsAnsweredOnAnAllowedQueueOnly() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        QueueName business = QueueName.of(domain + "_orders");
        client.createQueue(business);
        handle(domain, "", exchange -> handled.incrementAndGet());
        sendForeign(domain + "__replies");
        sendForeign(business.name());
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(client.browse(QueueName.of(domain + "__replies"), 10)).hasSize(1);
            assertThat(client.browse(QueueName.of(domain + "__commands"), 10)).isEmpty();
        });
        assertThat(handled).hasValue(1);
        assertThat(client.browse(business, 10)).isEmpty();
    }

    @Test
    void theLongestDomainNameTakesRequests() throws Exception {
        String longest = (domain + "_").repeat(10).substring(0, 37);
        handle(longest, "", exchange -> exchange.getMessage().setBody(Map.of("done", true)));
        assertThat(camel.createProducerTemplate().requestBody("commandbus:" + longest + "/Debit", "{}", String.class))
                .contains("done");
    }

    @Test
    void stopFailsWhoWaitsAndDropsTheQueue() throws Exception {
        CompletableFuture<Object> answer = camel.createProducerTemplate()
                .asyncRequestBody("commandbus:" + domain + "/Debit?requestTimeout=1h", "{}");
        await().atMost(LONG).untilAsserted(() -> assertThat(temporaryQueues()).hasSize(1));
        await().atMost(LONG).untilAsserted(() -> assertThat(client.browse(QueueName.of(domain + "__commands"), 10))
                .hasSize(1));
        camel.getComponent("commandbus").stop();
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(PgmqException.class)
                .hasStackTraceContaining(CommandBusException.class.getName() + ": ")
                .hasStackTraceContaining("was stopped before the reply");
        assertThat(temporaryQueues()).isEmpty();
    }

    @Test
    void queueOfARequesterThatDiedIsDroppedWhenItsTimeIsOver() throws Exception {
        HikariDataSource dying = pool();
        CamelContext other = context(dying);
        timeOut(other, "100ms");
        String orphan = temporaryQueues().get(0);
        dying.close();
        other.stop();
        assertThat(temporaryQueues()).containsExactly(orphan);
        sql("UPDATE pgmq.q_" + orphan + " SET vt = clock_timestamp() - interval '1 second'");

        timeOut(camel, "1s");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(temporaryQueues()).hasSize(1).doesNotContain(orphan));
    }

    private void timeOut(CamelContext context, String timeout) {
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody("commandbus:" + domain + "/Debit?requestTimeout=" + timeout, "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
    }

    private void handle(String name, String options, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + name + "/Debit?pollInterval=1s" + options).process(processor);
            }
        });
    }

    private UUID send(String replyTo) {
        UUID id = UUID.randomUUID();
        camel.createProducerTemplate()
                .sendBodyAndHeaders(
                        "commandbus:" + domain + "/Debit",
                        "{}",
                        Map.of(CommandBusConstants.COMMAND_ID, id.toString(), CommandBusConstants.REPLY_TO, replyTo));
        return id;
    }

    private void sendForeign(String replyTo) {
        String command =
                "{\"domain\":\"%s\",\"command_type\":\"Debit\",\"command_id\":\"%s\",\"reply_to\":\"%s\",\"data\":{}}"
                        .formatted(domain, UUID.randomUUID(), replyTo);
        client.send(QueueName.of(domain + "__commands"), command, null, null);
    }

    private void awaitStatus(UUID id, CommandStatus status) {
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        CommandBus.of(camel).get(domain, id).orElseThrow().status())
                .isEqualTo(status));
    }

    private List<String> temporaryQueues() {
        return client.listQueues().stream()
                .map(QueueInfo::name)
                .filter(name -> name.startsWith(domain + "__replies_"))
                .toList();
    }

    private static HikariDataSource pool() {
        return ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 10);
    }

    private static CamelContext context(HikariDataSource database) {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("dataSource", new TransactionAwareDataSource(database));
        context.getShutdownStrategy().setTimeout(20);
        CommandBusComponent component = new CommandBusComponent();
        component.setAutoCreateSchema(true);
        component.setAutoCreateQueue(true);
        context.addComponent("commandbus", component);
        context.start();
        return context;
    }

    private static void sql(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
