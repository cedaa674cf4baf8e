/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

/** From a queue of orders to the payments. */
@ApplicationScoped
public class Routes extends RouteBuilder {

    private final Orders orders;
    private final Ledger ledger;

    Routes(Orders orders, Ledger ledger) {
        this.orders = orders;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        from("pgmq:orders?maxDeliveries=1&deadLetterQueue=refused_orders&retryDelay=1s")
                .process(exchange -> orders.accept(exchange.getMessage().getBody(String.class)));

        from("commandbus:payments/Charge")
                .process(exchange -> ledger.charge(exchange.getMessage().getBody(String.class)));
    }
}
