/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultProducer;

/** Sends the message of an exchange to the queue, inside the transaction bound to the thread if there is one. */
public class PgmqProducer extends DefaultProducer {

    private static final String GROUP_HEADER = "x-pgmq-group";

    private final PgmqEndpoint endpoint;
    private final QueueStatements statements;
    private JdbcTransactions transactions;
    private NotificationHub hub;
    private HeaderMapping headers;

    public PgmqProducer(PgmqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.statements = new QueueStatements(endpoint.queue());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        transactions = endpoint.transactions();
        hub = endpoint.hub(transactions.target());
        headers = new HeaderMapping(endpoint.getHeaderFilterStrategy());
        endpoint.prepareQueue(transactions.target());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        transactions.checkThread(exchange);
        String body = jsonOf(exchange.getMessage().getBody(), exchange);
        String group = endpoint.getConfiguration().getMessageGroup();
        String stored = headers.toJson(exchange, group == null ? Map.of() : Map.of(GROUP_HEADER, group));
        Duration delay = exchange.getMessage()
                .getHeader(PgmqConstants.DELAY, endpoint.getConfiguration().getDelay(), Duration.class);
        try (Connection connection = transactions.getConnection()) {
            long id = statements.send(connection, body, stored, delay);
            exchange.getMessage().setHeader(PgmqConstants.MESSAGE_ID, id);
            exchange.getMessage()
                    .setHeader(PgmqConstants.QUEUE, statements.queue().name());
        } catch (SQLException e) {
            throw new PgmqException("Could not send to queue '" + statements.queue() + "': " + e.getMessage(), e);
        }
        transactions.afterCommit(() -> hub.notifyAfterCommit(statements.queue().channel()));
    }

    private static String jsonOf(Object body, Exchange exchange) {
        boolean text = body instanceof byte[]
                || body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache;
        return JsonBodies.toJson(text ? exchange.getMessage().getBody(String.class) : body);
    }
}
