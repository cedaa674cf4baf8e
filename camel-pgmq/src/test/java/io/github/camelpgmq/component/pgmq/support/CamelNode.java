/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.PgmqConstants;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A CamelContext with a connection pool of its own, as another JVM would have it. Remembers what its routes have begun. */
public final class CamelNode implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    /** What was handled, and when by this JVM's clock. */
    public record Handled(String queue, long messageId, int readCount, String body, Instant when) {

        static Handled of(Exchange exchange) {
            return new Handled(
                    exchange.getMessage().getHeader(PgmqConstants.QUEUE, String.class),
                    exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID, Long.class),
                    exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class),
                    exchange.getMessage().getBody(String.class),
                    Instant.now());
        }
    }

    private final HikariDataSource pool;
    private final CamelContext camel;
    private final List<Handled> handled = new CopyOnWriteArrayList<>();

    public CamelNode(DataSource database) throws Exception {
        this(pool(database, 20));
    }

    /** @param pool closed with this */
    public CamelNode(HikariDataSource pool) throws Exception {
        this.pool = pool;
        this.camel = new DefaultCamelContext();
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(PATIENCE_SECONDS);
        camel.start();
    }

    public static HikariDataSource pool(DataSource database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    public CamelContext camel() {
        return camel;
    }

    public HikariDataSource pool() {
        return pool;
    }

    public PgmqClient client() {
        return new PgmqClient(pool);
    }

    public QueueName newQueue(String name) {
        QueueName queue = QueueName.of(name, true);
        client().createQueue(queue);
        return queue;
    }

    /** Starts a route that remembers each message and then does what is given; its id is the queue's name. */
    public void consume(QueueName queue, String options, Processor... steps) throws Exception {
        consumeAs(queue.name(), queue, options, steps);
    }

    public void consumeAs(String routeId, QueueName queue, String options, Processor... steps) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                var route =
                        from("pgmq:" + queue + "?" + options).routeId(routeId).process(e -> handled.add(Handled.of(e)));
                for (Processor step : steps) {
                    route.process(step);
                }
            }
        });
    }

    public void send(QueueName queue, String options, String body) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.sendBody("pgmq:" + queue + (options.isEmpty() ? "" : "?" + options), body);
        }
    }

    /** What routes have begun to handle, in order. */
    public List<Handled> handled() {
        return handled;
    }

    public List<Handled> handled(QueueName queue) {
        return handled.stream().filter(one -> one.queue().equals(queue.name())).toList();
    }

    @Override
    public void close() {
        camel.stop();
        pool.close();
    }
}
