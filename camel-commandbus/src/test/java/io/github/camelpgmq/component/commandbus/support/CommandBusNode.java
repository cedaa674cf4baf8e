/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.ChildJvm;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** A started CamelContext with a connection pool and a command bus of its own, as another JVM would have it. */
public final class CommandBusNode implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final HikariDataSource pool;
    private final CamelContext camel;
    private final ProducerTemplate template;

    public CommandBusNode(DataSource database) {
        this(pool(database, 20));
    }

    /** @param arguments of a {@link ChildJvm} */
    public static CommandBusNode of(String... arguments) {
        return new CommandBusNode(ChildJvm.database(arguments));
    }

    /** @param pool closed with this */
    public CommandBusNode(HikariDataSource pool) {
        this.pool = pool;
        this.camel = context(pool);
        camel.start();
        this.template = camel.createProducerTemplate();
    }

    /** Connects only when it must, and does not wait long for a connection. */
    public static HikariDataSource pool(DataSource database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /** A context with this as its only data source and a {@link #component}, to be started. */
    public static CamelContext context(DataSource database) {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("dataSource", new TransactionAwareDataSource(database));
        context.getShutdownStrategy().setTimeout(PATIENCE_SECONDS);
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

    public CamelContext camel() {
        return camel;
    }

    public HikariDataSource pool() {
        return pool;
    }

    public ProducerTemplate template() {
        return template;
    }

    public CommandBus bus() {
        return CommandBus.of(camel);
    }

    @Override
    public void close() {
        camel.stop();
        pool.close();
    }
}
