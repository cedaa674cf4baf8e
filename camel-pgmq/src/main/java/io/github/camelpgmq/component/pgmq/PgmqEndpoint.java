/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Capabilities;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqFeature;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
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

    /**
     * The checked queue name.
     *
     * @throws IllegalArgumentException if PGMQ would not take it
     */
    QueueName queue() {
        return QueueName.of(queueName, configuration.isAllowMixedCase());
    }

    JdbcTransactions transactions() {
        return component().transactions(getEndpointUri(), dataSource);
    }

    NotificationHub hub(DataSource database) {
        return component().hub(database);
    }

    /** PGMQ for senders: inside the transaction bound to the thread if there is one. */
    PgmqClient client() {
        return new PgmqClient(new TransactionAwareDataSource(transactions().target()));
    }

    /** What a consumer reads. */
    Selection selection() {
        if (configuration.getFilter() != null) {
            JsonBodies.toJson(configuration.getFilter());
        }
        return new Selection(
                configuration.getFilter(), configuration.getOrdering() == PgmqConfiguration.Ordering.group);
    }

    /** What a consumer does with messages that were handled, and with others. */
    QueueSettings queueSettings() {
        String deadLetterQueue = configuration.getDeadLetterQueue();
        if (deadLetterQueue != null && configuration.getMaxDeliveries() == 0) {
            throw new IllegalArgumentException("deadLetterQueue=" + deadLetterQueue
                    + " is never used without maxDeliveries: say after how many deliveries a message is given up");
        }
        String delays = configuration.getRetryDelay();
        return new QueueSettings(
                configuration.getVisibilityTimeout(),
                configuration.getAckMode() == PgmqConfiguration.AckMode.archive
                        ? Acknowledgement.ARCHIVE
                        : Acknowledgement.DELETE,
                new FailurePolicy(
                        delays == null ? null : RetryDelays.parse("retryDelay", delays),
                        configuration.getMaxDeliveries()),
                deadLetterQueue == null ? null : QueueName.of(deadLetterQueue, configuration.isAllowMixedCase()));
    }

    /** Checks that PGMQ, the queue and all that a consumer needs are there; creates queues if that was asked for. */
    void prepareConsuming(DataSource database) {
        configuration.checkArchivable();
        QueueSettings settings = queueSettings();
        prepare(database, connection -> {
            Capabilities capabilities = Capabilities.of(connection);
            if (selection().headOfGroup()) {
                capabilities.require(PgmqFeature.READ_GROUPED_HEAD, "ordering=group");
            }
            prepareQueue(connection, queue(), configuration.definition(), QueueUse.ofConsumer(configuration));
            if (settings.deadLetterQueue() != null) {
                prepareQueue(connection, settings.deadLetterQueue(), QueueDefinition.STANDARD, QueueUse.SENDING);
            }
        });
    }

    /** Checks that PGMQ and the queue are there, and creates the queue if that was asked for. */
    void prepareSending(DataSource database) {
        prepare(database, connection -> {
            QueueUse.checkOperation(configuration, Capabilities.of(connection));
            QueueUse use = QueueUse.ofProducer(configuration.getOperation());
            prepareQueue(connection, queue(), configuration.definition(), use);
        });
    }

    private void prepareQueue(Connection connection, QueueName name, QueueDefinition definition, QueueUse use)
            throws SQLException {
        if (configuration.isAutoCreateQueue()) {
            QueueCatalog.createIfMissing(connection, name, definition);
        }
        QueueCatalog.requireQueue(connection, name);
        use.check(connection, name);
    }

    private void prepare(DataSource database, Preparation preparation) {
        try (Connection connection = database.getConnection()) {
            preparation.with(connection);
        } catch (SQLException e) {
            throw PgmqException.of("check queue '" + queueName + "' at start", queue(), e);
        }
    }

    @FunctionalInterface
    private interface Preparation {
        void with(Connection connection) throws SQLException;
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
