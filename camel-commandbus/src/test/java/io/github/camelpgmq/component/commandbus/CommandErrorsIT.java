/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.LogCapture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a route, dealt with by Camel's own means or left to the command bus. */
class CommandErrorsIT extends CommandBusTestBase {

    private static final Processor FAIL = exchange -> {
        throw new IllegalStateException("the route's own failure");
    };

    private final AtomicInteger runs = new AtomicInteger();

    static List<String> modes() {
        return List.of("transacted=true", "transacted=false", "transactionBatchSize=5");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void handledExceptionIsASuccessWithItsBody(String options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).setBody(constant("{\"handled\":true}"));
                from(debit("?" + options)).process(FAIL);
            }
        });
        assertCompleted(send("{}"), "handled");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void continuedExceptionIsASuccessWithTheRestOfTheRoute(String options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).continued(true);
                from(debit("?" + options)).process(FAIL).setBody(constant("{\"rest\":true}"));
            }
        });
        assertCompleted(send("{}"), "rest");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void caughtExceptionIsASuccess(String options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(debit("?" + options))
                        .doTry()
                        .process(FAIL)
                        .doCatch(IllegalStateException.class)
                        .setBody(constant("{\"caught\":true}"))
                        .end();
            }
        });
        assertCompleted(send("{}"), "caught");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void deadLetterChannelOfTheRouteIsASuccess(String options) throws Exception {
        List<String> dead = new CopyOnWriteArrayList<>();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:dead").process(exchange -> dead.add(id(exchange)));
                from(debit("?" + options))
                        .errorHandler(deadLetterChannel("direct:dead"))
                        .process(FAIL);
            }
        });
        UUID id = send("{}");
        assertCompleted(id, "");
        assertThat(dead).containsExactly(id.toString());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void redeliveryInTheRouteIsPartOfOneAttempt(String options) throws Exception {
        route(redelivering(options + "&maxAttempts=1", exchange -> {
            if (runs.incrementAndGet() <= 2) {
                throw new IllegalStateException("not yet");
            }
        }));
        UUID id = send("{}");
        assertCompleted(id, "");
        assertThat(runs).hasValue(3);
        assertThat(get(id).attempts()).isOne();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void redeliveryInVainIsTheCommandsFailure(String options) throws Exception {
        route(redelivering(options, exchange -> {
            runs.incrementAndGet();
            throw new IllegalStateException("never");
        }));
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(runs).hasValue(3);
        assertThat(get(id).lastErrorMessage()).isEqualTo("never");
        assertThat(get(id).lastErrorCode()).isEqualTo("IllegalStateException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "transactionBatchSize=5"})
    void redeliveryInAnAbortedTransactionDoesNotHideTheFirstSqlError(String options) throws Exception {
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        route(redelivering(options, exchange -> {
            runs.incrementAndGet();
            execute(aware, "SELECT 1/0");
        }));
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(runs).hasValue(3);
        assertThat(get(id).lastErrorMessage()).contains("division by zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "transactionBatchSize=5"})
    void handledSqlErrorDoesNotMakeAnAbortedTransactionASuccess(String options) throws Exception {
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(SQLException.class).handled(true).setBody(constant("{}"));
                from(debit("?" + options)).process(exchange -> execute(aware, "SELECT 1/0"));
            }
        });
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorMessage()).contains("division by zero");
        assertThat(sentReplies()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void listedClassesAndTheirSubclassesDecide(String options) throws Exception {
        handle(
                "&" + options + "&permanentExceptions=java.lang.IllegalArgumentException,java.io.IOException"
                        + "&businessExceptions=java.lang.ArithmeticException",
                exchange -> {
                    if (exchange.getMessage().getBody(String.class).contains("number")) {
                        throw new NumberFormatException("no number");
                    }
                    throw new RuntimeException(new ArithmeticException("no funds"));
                });
        UUID permanent = send("{\"kind\":\"number\"}");
        UUID business = send("{}");
        awaitStatus(permanent, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(business, CommandStatus.FAILED);
        assertThat(get(permanent).lastErrorCode()).isEqualTo("NumberFormatException");
        assertThat(get(business).lastErrorCode()).isEqualTo("ArithmeticException");
        assertThat(sentReplies()).singleElement().satisfies(reply -> assertThat(reply)
                .contains("\"FAILED\"", "\"BUSINESS_RULE\"", "\"ArithmeticException\"", "\"no funds\""));
        assertThat(effects(permanent) + effects(business)).isEqualTo(options.equals("transacted=false") ? 2 : 0);
    }

    @Test
    void listedClassThatIsNotFoundIsAStartUpError() {
        assertThatThrownBy(() -> handle("&permanentExceptions=com.example.Gone", exchange -> {}))
                .hasStackTraceContaining("permanentExceptions names the class 'com.example.Gone', which is not found");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void headerOfTheRouteOverridesTheBackoff(String options) throws Exception {
        Map<Integer, Object> pauses = Map.of(1, "200ms", 2, Instant.now().minusSeconds(5), 3, Duration.ZERO);
        handle("&" + options + "&retryBackoff=1h", exchange -> {
            Integer attempt = exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class);
            if (attempt <= 3) {
                exchange.getMessage().setHeader(CommandBusConstants.RETRY_AFTER, pauses.get(attempt));
                throw new IllegalStateException("later");
            }
        });
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 4));
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(get(id).attempts()).isEqualTo(4);
        assertThat(details(id, "RETRY_SCHEDULED")).contains("\"delay_ms\": 0").contains("\"attempt\": 3");
    }

    @Test
    void exceptionMaySayWhenToRetry() throws Exception {
        handle("&retryBackoff=1h", exchange -> {
            if (runs.incrementAndGet() == 1) {
                throw new TransientCommandException("BUSY", "later", Duration.ofMillis(100));
            }
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(details(id, "RETRY_SCHEDULED")).contains("\"delay_ms\": 100");
    }

    @Test
    void headerThatMakesNoSenseIsIgnoredWithAWarning() throws Exception {
        try (LogCapture log = LogCapture.of(RetryAfter.class)) {
            handle("&retryBackoff=100ms", exchange -> {
                if (runs.incrementAndGet() == 1) {
                    exchange.getMessage().setHeader(CommandBusConstants.RETRY_AFTER, "soon");
                    throw new IllegalStateException("later");
                }
            });
            awaitStatus(send("{}"), CommandStatus.COMPLETED);
            assertThat(log.warnings()).singleElement().asString().contains("CamelCommandBusRetryAfter", "'soon'");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void serializationFailureIsTransientWhateverTheListsSay(String options) throws Exception {
        handle("&" + options + "&permanentExceptions=java.lang.Exception&retryBackoff=1h", exchange -> {
            throw new RuntimeException(new SQLException("could not serialize access", "40001"));
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.PENDING);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).endsWith("FAILED", "RETRY_SCHEDULED"));
        assertThat(get(id).lastErrorType()).isEqualTo("TRANSIENT");
        assertThat(get(id).lastErrorCode()).isEqualTo("40001");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void failureThatCannotBeRecordedHidesNothingAndIsToldOnce(String options) throws Exception {
        String function = "refuse_" + domain;
        sql(
                "CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''refused by a trigger''; END'",
                "CREATE TRIGGER " + function + " BEFORE UPDATE ON command_bus_command FOR EACH ROW WHEN (NEW.domain = '"
                        + domain + "' AND NEW.last_error_msg = 'original') EXECUTE FUNCTION " + function + "()");
        List<String> heard = new CopyOnWriteArrayList<>();
        try (LogCapture log = LogCapture.of(Outcomes.class)) {
            handle("&" + options + "&visibilityTimeout=1s", exchange -> {
                exchange.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
                    @Override
                    public void onFailure(Exchange failed) {
                        heard.add(failed.getException().getMessage());
                    }
                });
                if (runs.incrementAndGet() <= 2) {
                    throw new IllegalStateException("original");
                }
            });
            UUID id = send("{}");
            awaitStatus(id, CommandStatus.COMPLETED);
            assertThat(get(id).attempts()).isEqualTo(3);
            assertThat(heard).containsExactly("original", "original");
            assertThat(log.warnings()).singleElement().asString().contains("refused by a trigger", id.toString());
            assertThat(log.stackTraces()).isEmpty();
        } finally {
            sql("DROP TRIGGER " + function + " ON command_bus_command");
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void completionThatTheDatabaseRefusesIsNoSuccessAndStopsNobodyElse(String options) throws Exception {
        UUID refused = UUID.randomUUID();
        String function = "complete_" + domain;
        sql(
                "CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''refused by a trigger''; END'",
                "CREATE TRIGGER " + function
                        + " BEFORE UPDATE ON command_bus_command FOR EACH ROW WHEN (NEW.command_id = '" + refused
                        + "' AND NEW.status = 'COMPLETED') EXECUTE FUNCTION " + function + "()");
        try {
            template.sendBodyAndHeader(debit(""), "{}", CommandBusConstants.COMMAND_ID, refused.toString());
            List<UUID> others = List.of(send("{}"), send("{}"), send("{}"));
            handle("&" + options + "&visibilityTimeout=1s&retryBackoff=100ms", exchange -> {});
            others.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
            awaitStatus(refused, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
            assertThat(events(refused)).doesNotContain("COMPLETED");
            assertThat(get(refused).attempts()).isEqualTo(3);
            others.forEach(
                    id -> assertThat(events(id)).containsOnlyOnce("COMPLETED").endsWith("COMPLETED"));
            others.forEach(id -> assertThat(effects(id)).isOne());
        } finally {
            sql("DROP TRIGGER " + function + " ON command_bus_command");
        }
    }

    private RouteBuilder redelivering(String options, Processor step) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).maximumRedeliveries(2).redeliveryDelay(0);
                from(debit("?" + options)).process(step);
            }
        };
    }

    private void route(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
    }

    private void assertCompleted(UUID id, String reply) {
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sentReplies())
                .singleElement()
                .satisfies(body -> assertThat(body).contains("SUCCESS").contains(reply)));
    }

    private String details(UUID id, String event) {
        return bus.auditTrail(domain, id).stream()
                .filter(entry -> String.valueOf(entry.eventType()).equals(event))
                .reduce((first, last) -> last)
                .orElseThrow()
                .detailsJson();
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class);
    }

    private static void execute(TransactionAwareDataSource aware, String sql) throws SQLException {
        try (Connection connection = aware.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
