/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static org.apache.camel.support.builder.ExpressionBuilder.constantExpression;
import static org.apache.camel.support.builder.ExpressionBuilder.simpleExpression;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

class JdbcTransactionPolicyIT extends TransactionTestBase {

    private static final String INSERT_BODY = "sql:INSERT INTO entry (name) VALUES (:#${body}::text)";

    private final CamelContext context = new DefaultCamelContext();
    private TransactionAwareDataSource aware;
    private JdbcTransactions transactions;

    @BeforeEach
    void bindBeans() {
        aware = new TransactionAwareDataSource(pool);
        // The only data source in the registry: for camel-sql to join, and for the policies to find.
        context.getRegistry().bind("dataSource", aware);
        context.getRegistry().bind("PROPAGATION_REQUIRED", new JdbcTransactionPolicy());
        transactions = JdbcTransactions.of(context, aware);
    }

    @AfterEach
    void stop() {
        context.stop();
        assertThat(transactions.isActive()).isFalse();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void camelSqlJoinsAndEverythingCommitsTogether() throws Exception {
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .setBody(simpleExpression("${body}2"))
                .to(INSERT_BODY)
                .process(exchange -> {
                    assertThat(exchange.isTransacted()).isTrue();
                    assertThat(transactions.isActive()).isTrue();
                    assertThat(committed()).isEmpty();
                }));

        Exchange result = send("a");

        assertThat(result.getException()).isNull();
        assertThat(result.isTransacted()).isFalse();
        assertThat(committed()).containsExactly("a", "a2");
    }

    @Test
    void anExceptionRollsEverythingBack() throws Exception {
        start(from -> from.transacted().to(INSERT_BODY).throwException(new IOException("failed")));

        assertThat(send("a").getException()).isInstanceOf(IOException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void rollbackOnlyRollsBackWithoutAnException() throws Exception {
        start(from -> from.transacted().to(INSERT_BODY).markRollbackOnly());

        Exchange result = send("a");

        assertThat(result.getException()).isNull();
        assertThat(result.isRollbackOnly()).isTrue();
        assertThat(committed()).isEmpty();
    }

    @Test
    void rollbackOnlyLastEndsAtTheInnermostTransaction() throws Exception {
        context.getRegistry().bind("requiresNew", policy(Propagation.REQUIRES_NEW));
        start(from -> from.transacted("PROPAGATION_REQUIRED")
                .to(INSERT_BODY)
                .policy("requiresNew")
                .setBody(constantExpression("inner"))
                .to(INSERT_BODY)
                .markRollbackOnlyLast()
                .end()
                .setBody(constantExpression("later"))
                .to(INSERT_BODY));

        Exchange result = send("outer");

        assertThat(result.getException()).isNull();
        assertThat(result.isRollbackOnlyLast()).isFalse();
        assertThat(committed()).containsExactly("later", "outer");
    }

    @Test
    void rollbackOnlyLastInAJoinedBlockIsNotLost() throws Exception {
        context.getRegistry().bind("required2", policy(Propagation.REQUIRED));
        start(from -> from.transacted("PROPAGATION_REQUIRED")
                .to(INSERT_BODY)
                .policy("required2")
                .markRollbackOnlyLast()
                .end()
                .setBody(constantExpression("later")));

        assertThat(send("outer").getException()).isInstanceOf(TransactionRolledBackException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void aStepThatMarksTheTransactionFailsTheExchange() throws Exception {
        start(from -> from.transacted().to(INSERT_BODY).process(exchange -> transactions.setRollbackOnly()));

        assertThat(send("a").getException()).isInstanceOf(TransactionRolledBackException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void requiresNewAndNestedAndASubRoute() throws Exception {
        context.getRegistry().bind("requiresNew", policy(Propagation.REQUIRES_NEW));
        context.getRegistry().bind("nested", policy(Propagation.NESTED));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:sub")
                        .transacted("PROPAGATION_REQUIRED")
                        .setBody(constantExpression("sub"))
                        .to(INSERT_BODY);
            }
        });
        start(from -> from.transacted("PROPAGATION_REQUIRED")
                .policy("requiresNew")
                .setBody(constantExpression("new"))
                .to(INSERT_BODY)
                .end()
                .doTry()
                .policy("nested")
                .setBody(constantExpression("undone"))
                .to(INSERT_BODY)
                .to("sql:SELECT 1/0")
                .end()
                .endDoTry()
                .doCatch(Exception.class)
                .end()
                .to("direct:sub")
                .process(exchange -> assertThat(committed()).containsExactly("new")));

        assertThat(send("a").getException()).isNull();
        assertThat(committed()).containsExactly("new", "sub");
    }

    @Test
    void anExceptionHandledInTheBlockCommits() throws Exception {
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .doTry()
                .throwException(new IOException("harmless"))
                .doCatch(IOException.class)
                .end());

        assertThat(send("a").getException()).isNull();
        assertThat(committed()).containsExactly("a");
    }

    @Test
    void anSqlErrorHandledInTheBlockFailsTheCommit() throws Exception {
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .doTry()
                .to("sql:SELECT 1/0")
                .doCatch(Exception.class)
                .end());

        assertThat(send("a").getException()).isInstanceOf(TransactionRolledBackException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void aFailedCommitIsTheExchangesException() throws Exception {
        start(from -> from.transacted().to(INSERT_BODY).to(INSERT_BODY));

        Exception failure = send("twice").getException();

        // The primary key is deferred, so that it is the commit that fails.
        assertThat(failure).isInstanceOf(SQLException.class).hasMessageContaining("duplicate key");
        assertThat(committed()).isEmpty();
    }

    @Test
    void theTimeoutAppliesToTheBlock() throws Exception {
        JdbcTransactionPolicy hasty = new JdbcTransactionPolicy(aware);
        hasty.setTimeout(Duration.ofMillis(200));
        context.getRegistry().bind("hasty", hasty);
        start(from -> from.transacted("hasty")
                .to(INSERT_BODY)
                .delay(constantExpression(300))
                .end());

        assertThat(send("a").getException()).isInstanceOf(SQLTimeoutException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void redeliveryIsANewTransaction() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        AtomicInteger attempts = new AtomicInteger();
        Processor failsTwice = exchange -> {
            if (attempts.incrementAndGet() < 3) {
                insert(aware, "fails");
                throw new IOException("attempt " + attempts);
            }
        };
        start(
                builder -> builder.errorHandler(
                        builder.defaultErrorHandler().maximumRedeliveries(5).redeliveryDelay(1)),
                from -> from.transacted()
                        .process(exchange -> starts.incrementAndGet())
                        .to(INSERT_BODY)
                        .choice()
                        .when(exchange -> true)
                        .multicast()
                        .to("direct:ok")
                        .process(failsTwice)
                        .end()
                        .end());

        assertThat(send("a").getException()).isNull();
        assertThat(starts).hasValue(3);
        assertThat(committed()).containsExactly("a");
    }

    @Test
    void onExceptionRunsAfterTheRollback() throws Exception {
        List<String> seen = new ArrayList<>();
        start(
                builder -> builder.onException(IOException.class).handled(true).process(exchange -> {
                    seen.add("active " + transactions.isActive());
                    insert(aware, "handled");
                }),
                from -> from.transacted()
                        .to(INSERT_BODY)
                        .filter(exchange -> true)
                        .throwException(new IOException("failed"))
                        .end());

        assertThat(send("a").getException()).isNull();
        assertThat(seen).containsExactly("active false");
        assertThat(committed()).containsExactly("handled");
    }

    @Test
    void aFailedJoinedSubRouteIsNotSavedByItsErrorHandler() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(1));
                from("direct:sub")
                        .transacted("PROPAGATION_REQUIRED")
                        .to(INSERT_BODY)
                        .process(exchange -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IOException("once");
                            }
                        });
            }
        });
        start(from -> from.transacted("PROPAGATION_REQUIRED").to("direct:sub"));

        assertThat(send("a").getException()).isInstanceOf(TransactionRolledBackException.class);
        assertThat(committed()).isEmpty();
    }

    @Test
    void parallelSplitFailsLoudly() throws Exception {
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .split(constantExpression(List.of("x", "y")))
                .parallelProcessing()
                .stopOnException()
                .process(this::insertCheckedly)
                .end());

        Exception failure = send("a").getException();

        assertThat(failure)
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parallelProcessing");
        assertThat(committed()).isEmpty();
    }

    @Test
    void sequentialSplitAndOtherAsynchronousStepsStayOnTheThread() throws Exception {
        start(from -> from.transacted()
                .split(constantExpression(List.of("x", "y")))
                .process(this::insertCheckedly)
                .end()
                .threads(2)
                .delay(constantExpression(5))
                .asyncDelayed()
                .end()
                .setBody(constantExpression("z"))
                .process(this::insertCheckedly)
                .process(exchange -> assertThat(committed()).isEmpty()));

        assertThat(send("a").getException()).isNull();
        assertThat(committed()).containsExactly("x", "y", "z");
    }

    @Test
    void whatSomethingElseMadeTransactedIsNotChecked() throws Exception {
        context.getRegistry().bind("notSupported", policy(Propagation.NOT_SUPPORTED));
        start(from -> from.process(exchange -> exchange.getUnitOfWork().beginTransactedBy("jms"))
                .process(this::insertCheckedly)
                .policy("PROPAGATION_REQUIRED")
                .policy("notSupported")
                .process(exchange -> assertThat(exchange.isTransacted()).isTrue())
                .setBody(constantExpression("b"))
                .process(this::insertCheckedly)
                .end()
                .throwException(new IOException("roll back"))
                .end());

        assertThat(send("a").getException()).isInstanceOf(IOException.class);
        assertThat(committed()).containsExactly("a", "b");
    }

    @Test
    void camelSqlBatchJoins() throws Exception {
        start(from -> from.transacted()
                .to("sql:INSERT INTO entry (name) VALUES (#)?batch=true")
                .process(exchange -> assertThat(committed()).isEmpty()));

        assertThat(send(List.of(List.of("x"), List.of("y"))).getException()).isNull();
        assertThat(committed()).containsExactly("x", "y");
    }

    @Test
    void camelSqlBatchOfAnExchangeThatIsNotTransactedCannotCommitBehindOurBack() throws Exception {
        ProducerTemplate template = context.createProducerTemplate();
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .process(exchange -> template.sendBody(
                        "sql:INSERT INTO entry (name) VALUES (#)?batch=true", List.of(List.of("x"), List.of("y"))))
                .throwException(new IOException("roll back")));

        assertThat(send("a").getException()).isNotNull();
        assertThat(committed()).isEmpty();
    }

    @Test
    void aForcedShutdownRollsBack() throws Exception {
        AtomicBoolean forced = new AtomicBoolean();
        context.setShutdownStrategy(new DefaultShutdownStrategy(context) {
            @Override
            public boolean isForceShutdown() {
                return forced.get();
            }
        });
        start(from -> from.transacted().to(INSERT_BODY).process(exchange -> forced.set(true)));

        assertThat(send("a").getException()).isInstanceOf(RejectedExecutionException.class);
        assertThat(committed()).isEmpty();
        forced.set(false);
    }

    @Test
    void aKilledConnectionFailsTheExchangeAndTheNextOneSucceeds() throws Exception {
        AtomicBoolean kill = new AtomicBoolean(true);
        start(from -> from.transacted().to(INSERT_BODY).process(exchange -> {
            if (kill.getAndSet(false)) {
                observe("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                        + " AND datname = current_database()");
            }
        }));

        assertThat(send("a").getException()).isInstanceOf(SQLException.class);
        assertThat(committed()).isEmpty();
        assertThat(send("a").getException()).isNull();
        assertThat(committed()).containsExactly("a");
    }

    @Test
    void afterCommitInARoute() throws Exception {
        List<String> seen = new ArrayList<>();
        Predicate<Exchange> fails =
                exchange -> exchange.getIn().getBody(String.class).equals("fails");
        start(from -> from.transacted()
                .to(INSERT_BODY)
                .process(exchange ->
                        transactions.afterCommit(() -> seen.add(exchange.getIn().getBody(String.class))))
                .process(exchange -> {
                    assertThat(seen).isEmpty();
                    if (fails.test(exchange)) {
                        throw new IOException("failed");
                    }
                }));

        send("fails");
        send("a");

        assertThat(seen).containsExactly("a");
    }

    @Test
    void springsTransactionManagerIsUsedWhenItIsInTheRegistry() throws Exception {
        context.getRegistry().bind("transactionManager", new DataSourceTransactionManager(pool));
        context.getRegistry().bind("pool", pool);
        start(from -> from.transacted()
                .to(INSERT_BODY + "?dataSource=#dataSource")
                .setBody(simpleExpression("${body}2"))
                .to(INSERT_BODY + "?dataSource=#pool")
                .process(exchange -> {
                    assertThat(committed()).isEmpty();
                    assertThat(JdbcTransactions.of(context, pool)).isInstanceOf(SpringJdbcTransactions.class);
                    assertThat(JdbcTransactions.of(context, pool).isActive()).isTrue();
                    if (exchange.getIn().getBody(String.class).startsWith("fails")) {
                        throw new IOException("failed");
                    }
                }));

        assertThat(send("fails").getException()).isInstanceOf(IOException.class);
        assertThat(committed()).isEmpty();
        assertThat(send("a").getException()).isNull();
        assertThat(committed()).containsExactly("a", "a2");
    }

    private void insertCheckedly(Exchange exchange) throws SQLException {
        transactions.checkThread(exchange);
        insert(aware, exchange.getIn().getBody(String.class));
    }

    private JdbcTransactionPolicy policy(Propagation propagation) {
        return new JdbcTransactionPolicy(aware, propagation);
    }

    private void start(RouteSteps steps) throws Exception {
        start(builder -> {}, steps);
    }

    private void start(RouteSetup setup, RouteSteps steps) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                setup.accept(this);
                steps.accept(from("direct:start"));
                from("direct:ok").setHeader("ok", constantExpression(true));
            }
        });
        context.start();
    }

    private Exchange send(Object body) {
        return context.createProducerTemplate()
                .send("direct:start", exchange -> exchange.getIn().setBody(body));
    }

    /** Sets up error handling of the builder. */
    @FunctionalInterface
    private interface RouteSetup {
        void accept(RouteBuilder builder);
    }

    /** Adds the steps of the route under test. */
    @FunctionalInterface
    private interface RouteSteps {
        void accept(RouteDefinition from);
    }
}
