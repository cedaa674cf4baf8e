/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelpgmq.component.commandbus.BusinessRuleException;
import io.github.camelpgmq.component.commandbus.PermanentCommandException;
import io.github.camelpgmq.component.commandbus.TransientCommandException;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * The handlers. Each runs in one transaction: what its SQL does, the command's status, its audit row, its reply and the acknowledgement of
 * its message commit together or not at all.
 */
final class PaymentRoutes extends RouteBuilder {

    private static final String OPTIONS = "?concurrentConsumers=4&retryBackoff=200ms,500ms";
    private static final String PAYMENT = "payment";
    private static final String BALANCE = "balance";
    private static final String READ_BALANCE =
            "sql:classpath:sql/balance.sql?outputType=SelectOne&outputHeader=" + BALANCE;

    @Override
    public void configure() {
        // The command bus retries and records failures; Camel's own error handler would only log each of them.
        errorHandler(noErrorHandler());

        from("commandbus:payments/DebitAccount" + OPTIONS)
                .routeId("debit")
                .process(PaymentRoutes::readPayment)
                .to("sql:classpath:sql/debit.sql")
                .to(READ_BALANCE)
                .process(PaymentRoutes::refuseOverdraft)
                .process(PaymentRoutes::callGateway)
                .process(PaymentRoutes::reply);

        from("commandbus:payments/CreditAccount" + OPTIONS)
                .routeId("credit")
                .process(PaymentRoutes::readPayment)
                .to("sql:classpath:sql/credit.sql")
                .to(READ_BALANCE)
                .process(PaymentRoutes::callGateway)
                .process(PaymentRoutes::reply);
    }

    /** No repetition makes a wrong amount right: an operator has to look at it. */
    private static void readPayment(Exchange exchange) throws JsonProcessingException {
        Payment payment = Payment.parse(exchange.getMessage().getBody(String.class));
        if (payment.amount().signum() <= 0) {
            throw new PermanentCommandException("INVALID_AMOUNT", "The amount must be positive: " + payment.amount());
        }
        exchange.setProperty(PAYMENT, payment);
        exchange.getMessage().setBody(payment.toMap());
    }

    /** The balance is already changed here; the exception rolls that back. */
    private static void refuseOverdraft(Exchange exchange) {
        BigDecimal balance = exchange.getMessage().getHeader(BALANCE, BigDecimal.class);
        if (balance.signum() < 0) {
            throw new BusinessRuleException("INSUFFICIENT_FUNDS", "The balance would be " + balance);
        }
    }

    private static void callGateway(Exchange exchange) {
        boolean firstAttempt = exchange.getMessage().getHeader("CamelCommandBusAttempt", 1, Integer.class) == 1;
        if (payment(exchange).flaky() && firstAttempt) {
            throw new TransientCommandException("GATEWAY_TIMEOUT", "The payment gateway did not answer");
        }
    }

    private static void reply(Exchange exchange) {
        BigDecimal balance = exchange.getMessage().getHeader(BALANCE, BigDecimal.class);
        exchange.getMessage().setBody(Map.of("account", payment(exchange).account(), BALANCE, balance));
    }

    private static Payment payment(Exchange exchange) {
        return exchange.getProperty(PAYMENT, Payment.class);
    }
}
