/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.component.pgmq.ConnectionBudget;
import io.github.camelpgmq.component.pgmq.DatabaseChecks;
import io.github.camelpgmq.component.pgmq.QueueSource;
import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueRight;
import io.github.camelpgmq.component.pgmq.client.QueueRights;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** The queue with the replies to a domain's commands. Replies are handled until that succeeds, and then deleted. */
final class ReplySource implements QueueSource {

    /** What follows the domain in the URI of an endpoint for its replies. */
    private static final String SUFFIX = ":replies";

    private static final Set<QueueRight> RIGHTS = EnumSet.of(QueueRight.READ, QueueRight.DELETE, QueueRight.ARCHIVE);

    private final CommandBusEndpoint endpoint;
    private final DomainName domain;
    private final QueueName queue;

    /** @throws IllegalArgumentException if the domain or the queue is not usable, or a command type is given */
    ReplySource(CommandBusEndpoint endpoint) {
        this.endpoint = endpoint;
        String path = endpoint.getDomain();
        this.domain = new DomainName(path.substring(0, path.length() - SUFFIX.length()));
        if (endpoint.getCommandType() != null) {
            throw new IllegalArgumentException(
                    "commandbus:" + path + " takes the replies to commands of every type: leave out '/"
                            + endpoint.getCommandType() + "', and use the header " + CommandBusConstants.COMMAND_TYPE);
        }
        String replyTo = getConfiguration().getReplyTo();
        this.queue = new QueueName(
                replyTo == null
                        ? domain.replyQueue()
                        : endpoint.component().allowedReplyQueues().require("replyTo", replyTo));
    }

    /** Whether an endpoint with this domain is for the domain's replies. */
    static boolean isMeantBy(String path) {
        return path.endsWith(SUFFIX);
    }

    DomainName domain() {
        return domain;
    }

    @Override
    public CamelContext getCamelContext() {
        return endpoint.getCamelContext();
    }

    @Override
    public String getEndpointUri() {
        return endpoint.getEndpointUri();
    }

    @Override
    public CommandBusConfiguration getConfiguration() {
        return endpoint.getConfiguration();
    }

    @Override
    public QueueName queue() {
        return queue;
    }

    @Override
    public QueueSettings queueSettings() {
        return new QueueSettings(
                getConfiguration().getVisibilityTimeout(),
                Acknowledgement.DELETE,
                new FailurePolicy(
                        RetryDelays.parse("retryBackoff", getConfiguration().getRetryBackoff()), 0),
                null);
    }

    @Override
    public JdbcTransactions transactions() {
        return endpoint.component().transactions();
    }

    @Override
    public NotificationHub hub(DataSource database) {
        return endpoint.component().hub(database);
    }

    @Override
    public ConnectionBudget.Demand demand(DataSource database) {
        return new ConnectionBudget.Demand(
                "commandbus:" + endpoint.getDomain(),
                database,
                transacts() ? getConfiguration().getConcurrentConsumers() : 0,
                endpoint.component().getListenDataSource() == null);
    }

    @Override
    public boolean transacts() {
        return getConfiguration().isTransacted();
    }

    @Override
    public void prepareConsuming(DataSource database) {
        try (Connection connection = StatementDataSource.open(database)) {
            DatabaseChecks.of(getCamelContext()).checkPooler(database, connection);
            QueueCatalog.requirePgmq(connection);
            if (endpoint.component().isAutoCreateQueue()) {
                QueueCatalog.createIfMissing(connection, queue);
            }
            QueueCatalog.requireQueue(connection, queue);
            QueueRights.require(connection, queue, RIGHTS);
        } catch (SQLException e) {
            throw PgmqException.of("check reply queue '" + queue + "' at start", queue, e);
        }
    }
}
