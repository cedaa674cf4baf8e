/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandBusConstants;
import io.github.camelpgmq.component.commandbus.CommandRequest;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Header;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders, and learns from the reply what became of them. */
@Service
public class OrderService {

    private final Purchases purchases;
    private final CommandBus bus;

    OrderService(Purchases purchases, CommandBus bus) {
        this.purchases = purchases;
        this.bus = bus;
    }

    /** The row and the command are committed together, or neither is. */
    @Transactional
    Purchase place(NewOrder order) {
        Purchase purchase = purchases.save(new Purchase(order));
        bus.send(CommandRequest.of(
                        "inventory", "ReserveStock", new ReserveStock(purchase.getId(), order.item(), order.quantity()))
                .withId(purchase.getId())
                .withReplyTo("inventory__replies"));
        return purchase;
    }

    /** The reply to the command that has the order's id. */
    @Transactional
    public void settle(
            @Header(CommandBusConstants.COMMAND_ID) UUID id,
            @Header(CommandBusConstants.OUTCOME) String outcome,
            @Header(CommandBusConstants.ERROR_MESSAGE) String problem) {
        Purchase purchase = purchases.findById(id).orElseThrow();
        if (outcome.equals("SUCCESS")) {
            purchase.confirm();
        } else {
            purchase.reject(problem);
        }
    }

    Optional<Purchase> find(UUID id) {
        return purchases.findById(id);
    }
}
