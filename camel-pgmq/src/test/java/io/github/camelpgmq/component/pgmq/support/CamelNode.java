/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.PgmqConstants;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.Node;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/** A CamelContext with a connection pool of its own, as another JVM would have it. Remembers what its routes have begun. */
public final class CamelNode extends Node {

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

    private final List<Handled> handled = new CopyOnWriteArrayList<>();

    public CamelNode(DataSource database) {
        this(pool(database, 20));
    }

    /** @param arguments of a {@link ChildJvm} */
    public static CamelNode of(String... arguments) {
        return new CamelNode(ChildJvm.database(arguments));
    }

    /** @param pool closed with this */
    public CamelNode(HikariDataSource pool) {
        super(pool, context(pool));
    }

    /** A context with this as its only data source, to be started. */
    public static CamelContext context(DataSource database) {
        return contextWith(new TransactionAwareDataSource(database));
    }

    public PgmqClient client() {
        return new PgmqClient(pool());
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
        RouteBuilder.addRoutes(
                camel(),
                routes -> remember(routes.from("pgmq:" + queue + "?" + options).routeId(routeId), steps));
    }

    public void consume(String uri, Processor... steps) throws Exception {
        consume(camel().getEndpoint(uri), steps);
    }

    public void consume(Endpoint endpoint, Processor... steps) throws Exception {
        RouteBuilder.addRoutes(camel(), routes -> remember(routes.from(endpoint), steps));
    }

    private void remember(RouteDefinition route, Processor... steps) {
        route.process(exchange -> handled.add(Handled.of(exchange)));
        for (Processor step : steps) {
            route.process(step);
        }
    }

    /** Every delivery of a message up to this one fails. */
    public static Processor failingUpTo(int delivery) {
        return exchange -> {
            if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) <= delivery) {
                throw new IllegalStateException("not yet");
            }
        };
    }

    public void send(QueueName queue, String options, String body) {
        send("pgmq:" + queue + (options.isEmpty() ? "" : "?" + options), body);
    }

    public void send(String uri, Object body) {
        template().sendBody(uri, body);
    }

    public void send(Endpoint endpoint, Object body) {
        template().sendBody(endpoint, body);
    }

    /** What routes have begun to handle, in order. */
    public List<Handled> handled() {
        return handled;
    }

    public List<Handled> handled(QueueName queue) {
        return handled.stream().filter(one -> one.queue().equals(queue.name())).toList();
    }
}
