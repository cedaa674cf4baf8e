/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What happens to the commands and to their replies. */
@Component
class ShopRoutes extends RouteBuilder {

    private final StockService stock;
    private final OrderService orders;

    ShopRoutes(StockService stock, OrderService orders) {
        this.stock = stock;
        this.orders = orders;
    }

    @Override
    public void configure() {
        from("commandbus:inventory/ReserveStock")
                .convertBodyTo(ReserveStock.class)
                .bean(stock, "reserve");

        from("commandbus:inventory:replies?transacted=true").bean(orders, "settle");
    }
}
