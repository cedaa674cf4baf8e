/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.Node;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** A started CamelContext with a connection pool and a command bus of its own, as another JVM would have it. */
public final class CommandBusNode extends Node {

    public CommandBusNode(DataSource database) {
        this(pool(database, 20));
    }

    /** @param arguments of a {@link ChildJvm} */
    public static CommandBusNode of(String... arguments) {
        return new CommandBusNode(ChildJvm.database(arguments));
    }

    /** @param pool closed with this */
    public CommandBusNode(HikariDataSource pool) {
        super(pool, context(pool));
    }

    /** A context with this as its only data source and a {@link #component}, to be started. */
    public static CamelContext context(DataSource database) {
        CamelContext context = contextWith(new TransactionAwareDataSource(database));
        context.addComponent("commandbus", component());
        return context;
    }

    /** A component that creates its tables and queues. */
    public static CommandBusComponent component() {
        CommandBusComponent component = new CommandBusComponent();
        component.setAutoCreateSchema(true);
        component.setAutoCreateQueue(true);
        return component;
    }

    public CommandBus bus() {
        return CommandBus.of(camel());
    }
}
