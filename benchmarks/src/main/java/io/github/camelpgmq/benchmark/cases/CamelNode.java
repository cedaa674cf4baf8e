/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A CamelContext with a pool of counted connections, as an application has it. */
final class CamelNode implements AutoCloseable {

    private final HikariDataSource pool;
    private final CamelContext camel;
    private final ProducerTemplate template;

    /** @param connections the size of the pool */
    CamelNode(BenchmarkDatabase database, int connections) {
        pool = database.pool(connections);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(20);
        camel.start();
        template = camel.createProducerTemplate();
    }

    CamelContext camel() {
        return camel;
    }

    ProducerTemplate template() {
        return template;
    }

    CamelNode with(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
        return this;
    }

    /** Connections that are not idle in the pool. */
    int connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    /** Live threads that this context has made. */
    long threads() {
        String name = "(" + camel.getName() + ")";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                // Camel's own, made when a route is suspended, as the cases do between rounds.
                .filter(thread -> !thread.getName().contains("ShutdownTask"))
                .count();
    }

    @Override
    public void close() {
        camel.stop();
        pool.close();
    }
}
