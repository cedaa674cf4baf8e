/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** A started CamelContext with a connection pool of its own, as another JVM would have it. */
public abstract class Node implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final HikariDataSource pool;
    private final CamelContext camel;
    private final ProducerTemplate template;

    /**
     * @param pool  closed with this
     * @param camel started here, stopped with this
     */
    protected Node(HikariDataSource pool, CamelContext camel) {
        this.pool = pool;
        this.camel = camel;
        camel.start();
        this.template = camel.createProducerTemplate();
    }

    /** Connects only when it must, and does not wait long for a connection. */
    public static HikariDataSource pool(DataSource database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** A context with this as its only data source, to be started. */
    protected static CamelContext contextWith(DataSource database) {
        CamelContext context = new DefaultCamelContext();
        // It takes time; tests of it have contexts of their own.
        context.disableJMX();
        context.getRegistry().bind("dataSource", database);
        context.getShutdownStrategy().setTimeout(PATIENCE_SECONDS);
        return context;
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

    @Override
    public void close() {
        camel.stop();
        pool.close();
    }
}
