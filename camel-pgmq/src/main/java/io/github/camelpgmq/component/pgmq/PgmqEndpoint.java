/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Send to and consume from PGMQ queues in PostgreSQL. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "pgmq",
        title = "PGMQ",
        syntax = "pgmq:queueName",
        category = {Category.MESSAGING, Category.DATABASE},
        headersClass = PgmqConstants.class)
public class PgmqEndpoint extends DefaultEndpoint implements HeaderFilterStrategyAware {

    @UriPath(description = "Name of the queue")
    @Metadata(required = true)
    private String queueName;

    @UriParam
    private final PgmqConfiguration configuration;

    @UriParam(label = "common", description = "The database with PGMQ, instead of the component's")
    private DataSource dataSource;

    @UriParam(label = "advanced", description = "What headers to leave out, in either direction, besides Camel's own")
    private HeaderFilterStrategy headerFilterStrategy = HeaderMapping.defaultStrategy();

    public PgmqEndpoint(String uri, PgmqComponent component, PgmqConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() throws Exception {
        return new PgmqProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        PgmqConsumer consumer = new PgmqConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** The checked queue name. */
    QueueName queue() {
        return QueueName.of(queueName, configuration.isAllowMixedCase());
    }

    JdbcTransactions transactions() {
        return component().transactions(getEndpointUri(), dataSource);
    }

    NotificationHub hub(DataSource database) {
        return component().hub(database);
    }

    /** Checks that PGMQ and the queue are there, and creates the queue if that was asked for. */
    void prepareQueue(DataSource database) {
        try (Connection connection = database.getConnection()) {
            QueueCatalog.requirePgmq(connection);
            if (configuration.isAutoCreateQueue()) {
                QueueCatalog.createIfMissing(connection, queue());
            }
            QueueCatalog.requireQueue(connection, queue());
        } catch (SQLException e) {
            throw new PgmqException("Queue '" + queueName + "' could not be checked at start: " + e.getMessage(), e);
        }
    }

    private PgmqComponent component() {
        return (PgmqComponent) getComponent();
    }

    public String getQueueName() {
        return queueName;
    }

    public void setQueueName(String queueName) {
        this.queueName = queueName;
    }

    public PgmqConfiguration getConfiguration() {
        return configuration;
    }

    public DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }
}
