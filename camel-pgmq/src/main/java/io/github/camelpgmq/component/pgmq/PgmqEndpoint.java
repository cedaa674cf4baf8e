/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Capabilities;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqFeature;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.reply.ReplyInboxes;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.BrowsableEndpoint;
import org.apache.camel.spi.EndpointServiceLocation;
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
public class PgmqEndpoint extends DefaultEndpoint
        implements HeaderFilterStrategyAware,
                BrowsableEndpoint,
                EndpointServiceLocation,
                MultipleConsumersSupport,
                QueueSource {

    /** Stands for whatever queue a sender's header names. */
    public static final String ANY_QUEUE = "*";

    @UriPath(
            description =
                    "Name of the queue. For senders an asterisk stands for the queue of the header CamelPgmqOverrideQueue, and for none at all with operations that need none.")
    @Metadata(required = true)
    private String queueName;

    @UriParam
    private final PgmqConfiguration configuration;

    @UriParam(label = "common", description = "The database with PGMQ, instead of the component's")
    private DataSource dataSource;

    @UriParam(label = "advanced", description = "What headers to leave out, in either direction, besides Camel's own")
    private HeaderFilterStrategy headerFilterStrategy = HeaderMapping.defaultStrategy();

    @UriParam(
            label = "advanced",
            defaultValue = "100",
            description = "The most messages that browsing the queue returns, the oldest ones; at least 1")
    private int browseLimit = QueueBrowser.DEFAULT_LIMIT;

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

    @Override
    public PollingConsumer createPollingConsumer() throws Exception {
        PgmqPollingConsumer consumer = new PgmqPollingConsumer(this);
        configurePollingConsumer(consumer);
        return consumer;
    }

    /** Several routes may work on one queue. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    /**
     * The checked queue name.
     *
     * @throws IllegalArgumentException if PGMQ would not take it, or it stands for any queue
     */
    @Override
    public QueueName queue() {
        if (isAnyQueue()) {
            throw new IllegalArgumentException("pgmq:" + ANY_QUEUE + " names no queue, which is for senders only: a "
                    + "consumer needs the name of a queue");
        }
        return queueNamed(queueName);
    }

    /** Whether this is an endpoint for senders to any queue. */
    boolean isAnyQueue() {
        return ANY_QUEUE.equals(queueName);
    }

    /**
     * A queue name, checked by this endpoint's rules.
     *
     * @throws IllegalArgumentException if it is not valid
     */
    QueueName queueNamed(String name) {
        return QueueName.of(name, configuration.isAllowMixedCase());
    }

    /**
     * The checked name of the reply queue that others may use, too, or null for one of this JVM alone.
     *
     * @throws IllegalArgumentException if PGMQ would not take it
     */
    QueueName replyQueue() {
        String replyTo = configuration.getReplyTo();
        return replyTo == null ? null : queueNamed(replyTo);
    }

    ReplyInboxes<PgmqMessage> replyInboxes() {
        return component().replyInboxes();
    }

    @Override
    public JdbcTransactions transactions() {
        return component().transactions(getEndpointUri(), dataSource);
    }

    @Override
    public NotificationHub hub(DataSource database) {
        return component().hub(database);
    }

    /** What a consumer takes from the pool of connections. */
    @Override
    public ConnectionBudget.Demand demand(DataSource database) {
        return new ConnectionBudget.Demand(
                "pgmq:" + queueName,
                database,
                configuration.isTransacted() ? configuration.getConcurrentConsumers() : 0,
                configuration.isNotify() && component().getListenDataSource() == null);
    }

    /** PGMQ for senders: inside the transaction bound to the thread if there is one. */
    PgmqClient client() {
        return new PgmqClient(StatementDataSource.joining(transactions()));
    }

    @Override
    public boolean listens() {
        return configuration.isNotify();
    }

    @Override
    public boolean wantsInsertTrigger() {
        return configuration.isEnableNotifyInsert();
    }

    @Override
    public boolean transacts() {
        return configuration.isTransacted();
    }

    /** What a consumer reads. */
    @Override
    public Selection selection() {
        if (configuration.getFilter() != null) {
            try {
                JsonBodies.toJson(configuration.getFilter());
            } catch (InvalidBodyException e) {
                throw new IllegalArgumentException(
                        "filter must be JSON, such as RAW({\"type\":\"a\"}), but is " + configuration.getFilter(), e);
            }
        }
        return new Selection(configuration.getFilter(), keepsGroupOrder());
    }

    private boolean keepsGroupOrder() {
        return configuration.getOrdering() == PgmqConfiguration.Ordering.group;
    }

    /** What a consumer does with messages that were handled, and with others. */
    @Override
    public QueueSettings queueSettings() {
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
                deadLetterQueue == null ? null : deadLetterQueue(deadLetterQueue));
    }

    private QueueName deadLetterQueue(String name) {
        QueueName deadLetterQueue = queueNamed(name);
        if (deadLetterQueue.table().equals(queue().table())) {
            throw new IllegalArgumentException("deadLetterQueue=" + name
                    + " is the queue itself, where each dead letter would begin again: name another queue");
        }
        return deadLetterQueue;
    }

    /** Whether a completed exchange acknowledges its message, or leaves that to the route. */
    @Override
    public boolean acknowledges() {
        return configuration.getAckMode() != PgmqConfiguration.AckMode.none;
    }

    /** What the engine has to do with a message that its route has acknowledged: look for the next of its group. */
    @Override
    public Settlement alreadyAcknowledged(Lease lease) {
        return keepsGroupOrder() ? new Settlement.AlreadyWritten(lease) : null;
    }

    /** Checks that PGMQ, the queue and all that a consumer needs are there; creates queues if that was asked for. */
    @Override
    public void prepareConsuming(DataSource database) {
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

    /** Checks that PGMQ is there, and the queue if the operation works on it; creates it if that was asked for. */
    void prepareSending(DataSource database) {
        boolean worksOnQueue = configuration.getOperation().target() == PgmqOperation.Target.EXISTING;
        prepare(database, connection -> {
            QueueUse.checkOperation(configuration, Capabilities.of(connection));
            if (worksOnQueue && !isAnyQueue()) {
                QueueUse use = QueueUse.ofProducer(configuration.getOperation());
                prepareQueue(connection, queue(), configuration.definition(), use);
            }
            if (replyQueue() != null) {
                prepareQueue(connection, replyQueue(), QueueDefinition.STANDARD, QueueUse.RECEIVING);
            }
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

    private void prepare(DataSource database, JdbcTransactions.StatementWork preparation) {
        try {
            transactions().alone(connection -> {
                DatabaseChecks.of(getCamelContext()).checkPooler(database, connection);
                preparation.run(connection);
            });
        } catch (SQLException e) {
            throw PgmqException.of("check queue '" + queueName + "' at start", isAnyQueue() ? null : queue(), e);
        }
    }

    /** The oldest messages of the queue, visible or not, as they are: nothing is read or leased. */
    @Override
    public List<Exchange> getExchanges() {
        return new QueueBrowser(this).exchanges(0, null);
    }

    /**
     * Some of the oldest messages of the queue, visible or not, as they are: nothing is read or leased.
     *
     * @param limit the most exchanges to return, or 0 for {@code browseLimit}
     * @param filter which of the oldest messages to return, or null for all; it sees as many as the greater limit says
     */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // As Camel has it.
    public List<Exchange> getExchanges(int limit, Predicate filter) {
        return new QueueBrowser(this).exchanges(limit, filter);
    }

    @Override
    public BrowseStatus getBrowseStatus(int limit) {
        return new QueueBrowser(this).status(limit);
    }

    @Override
    public int getBrowseLimit() {
        return browseLimit;
    }

    @Override
    public void setBrowseLimit(int browseLimit) {
        this.browseLimit = browseLimit;
    }

    /** The JDBC URL of the database without credentials and parameters, or null if the data source does not tell it. */
    @Override
    public String getServiceUrl() {
        return ServiceUrl.of(getCamelContext(), component().database(dataSource));
    }

    @Override
    public String getServiceProtocol() {
        return "postgresql";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("queue", queueName);
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

    @Override
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
