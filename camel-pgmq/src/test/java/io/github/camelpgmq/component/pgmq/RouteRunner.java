/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A CamelContext over a database, with routes that keep what they have handled. */
final class RouteRunner implements AutoCloseable {

    private final HikariDataSource pool;
    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final List<Exchange> handled = new CopyOnWriteArrayList<>();

    RouteRunner(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(10);
        pool = new HikariDataSource(config);
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(Duration.ofSeconds(20).toSeconds());
        camel.start();
        template = camel.createProducerTemplate();
    }

    CamelContext camel() {
        return camel;
    }

    /** What was handled, failures included, oldest first. */
    List<Exchange> handled() {
        return handled;
    }

    void consume(String uri) throws Exception {
        consume(camel.getEndpoint(uri), 0);
    }

    /** Every delivery of a message up to this one fails. */
    void consumeFailing(String uri, int failures) throws Exception {
        consume(camel.getEndpoint(uri), failures);
    }

    void consume(Endpoint endpoint, int failures) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).process(e -> {
                    handled.add(e.copy());
                    if (e.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) <= failures) {
                        throw new IllegalStateException("not yet");
                    }
                });
            }
        });
    }

    void send(String uri, Object body) {
        template.sendBody(uri, body);
    }

    void send(Endpoint endpoint, Object body) {
        template.sendBody(endpoint, body);
    }

    @Override
    public void close() {
        camel.stop();
        pool.close();
    }
}
