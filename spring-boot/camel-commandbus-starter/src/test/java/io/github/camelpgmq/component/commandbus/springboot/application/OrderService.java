/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot.application;

import io.github.camelpgmq.component.commandbus.BusinessRuleException;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Header;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a service of an application does: its own SQL, with JPA and JdbcTemplate, and commands. */
@Service
@Transactional
public class OrderService {

    private final CommandBus bus;
    private final PlacedOrders orders;
    private final JdbcTemplate jdbc;
    private final List<Long> failedOnce = new CopyOnWriteArrayList<>();

    OrderService(CommandBus bus, PlacedOrders orders, JdbcTemplate jdbc) {
        this.bus = bus;
        this.orders = orders;
        this.jdbc = jdbc;
    }

    public void place(long id, UUID commandId, boolean fail) {
        orders.save(new PlacedOrder(id, "placed"));
        bus.send(CommandRequest.of("billing", "Invoice", null).withId(commandId));
        if (fail) {
            throw new IllegalStateException("no credit");
        }
    }

    public void withJpa(@Header("order") long id) {
        orders.save(new PlacedOrder(id, "jpa"));
        orders.flush();
        failOnce(id);
    }

    public void withJdbc(@Header("order") long id) {
        jdbc.update("INSERT INTO placed_order (id, state) VALUES (?::bigint, 'jdbc')", id);
        failOnce(id);
    }

    public void refused(@Header("order") long id) {
        orders.saveAndFlush(new PlacedOrder(id, "refused"));
        throw new BusinessRuleException("NO_CREDIT", "no credit");
    }

    /** Fails when the persistence context is flushed, which is after the route. */
    public void tooLate(@Header("order") long id) {
        orders.save(new PlacedOrder(id, null));
    }

    private void failOnce(long id) {
        if (!failedOnce.contains(id)) {
            failedOnce.add(id);
            throw new IllegalStateException("fails once");
        }
    }
}
