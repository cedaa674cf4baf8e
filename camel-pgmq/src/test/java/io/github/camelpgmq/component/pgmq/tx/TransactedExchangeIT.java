/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static io.github.camelpgmq.component.pgmq.tx.TransactionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As a transacted consumer uses it: no policy, the whole route and the consumer's own statements in one transaction. */
class TransactedExchangeIT extends TransactionTestBase {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private TransactionAwareDataSource aware;
    private JdbcTransactions transactions;

    @BeforeEach
    void startRoute() throws Exception {
        aware = new TransactionAwareDataSource(pool);
        transactions = JdbcTransactions.of(context, aware);
        context.getRegistry().bind("dataSource", aware);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start")
                        .routeId("route")
                        .to("sql:INSERT INTO entry (name) VALUES (:#${body}::text)")
                        .threads(2)
                        .process(exchange -> assertThat(transactions.isActive()).isTrue())
                        .choice()
                        .when(body().isEqualTo("fails"))
                        .throwException(new IOException("failed"))
                        .when(body().isEqualTo("marked"))
                        .markRollbackOnly()
                        .when(body().isEqualTo("markedLast"))
                        .markRollbackOnlyLast();
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void theConsumersStatementsCommitWithTheRoute() throws Exception {
        Exchange exchange = exchange("a");

        assertThat(consume(exchange)).isTrue();
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.isTransacted()).isFalse();
        assertThat(committed()).containsExactly("a", "consumer");
    }

    @Test
    void aFailureRollsBackAndIsReported() throws Exception {
        Exchange failed = exchange("fails");
        assertThat(consume(failed)).isFalse();
        assertThat(failed.getException()).isInstanceOf(IOException.class);

        Exchange marked = exchange("marked");
        assertThat(consume(marked)).isFalse();
        assertThat(marked.isRollbackOnly()).isTrue();

        Exchange markedLast = exchange("markedLast");
        assertThat(consume(markedLast)).isFalse();
        assertThat(markedLast.isRollbackOnlyLast()).isFalse();
        assertThat(markedLast.getException()).isNull();

        assertThat(committed()).isEmpty();
    }

    @Test
    void withoutATransactionItOnlyRoutes() throws Exception {
        Exchange exchange = exchange("a");
        Processor unmarked = e -> assertThat(e.isTransacted()).isFalse();

        assertThat(TransactedExchange.run(exchange, transactions, unmarked)).isTrue();
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void anExchangeWithoutAUnitOfWorkIsRefused() {
        Exchange exchange = context.getEndpoint("direct:start").createExchange();
        assertThatIllegalStateException()
                .isThrownBy(() -> TransactedExchange.run(exchange, transactions, e -> {}))
                .withMessageContaining("unit of work");
    }

    private boolean consume(Exchange exchange) throws Exception {
        return transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "consumer");
            return TransactedExchange.run(
                    exchange, transactions, context.getRoute("route").getProcessor());
        });
    }

    private Exchange exchange(String body) {
        Exchange exchange = context.getEndpoint("direct:start").createExchange();
        exchange.getIn().setBody(body);
        exchange.getExchangeExtension()
                .setUnitOfWork(PluginHelper.getUnitOfWorkFactory(context).createUnitOfWork(exchange));
        return exchange;
    }
}
