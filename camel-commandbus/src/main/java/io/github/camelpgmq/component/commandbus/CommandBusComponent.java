/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.pgmq.DatabaseComponent;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.reply.ReplyInbox;
import io.github.camelpgmq.component.pgmq.reply.ReplyInboxes;
import io.github.camelpgmq.component.pgmq.reply.ReplyReader;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;

/** Sends and handles commands: one JDBC transaction for the handler's SQL, the status, the audit, the reply and the queue. */
@Component("commandbus")
@ManagedResource(description = "The command bus over one database")
public class CommandBusComponent extends DatabaseComponent {

    /** The name of the Java API in the registry, unless something else has it. */
    private static final String BEAN = "commandBus";

    @Metadata(label = "advanced", description = "The defaults that each endpoint copies")
    private CommandBusConfiguration configuration = new CommandBusConfiguration();

    @Metadata(
            label = "common",
            defaultValue = "false",
            description =
                    "Create the command bus tables if they are missing. Without it a missing table or column is a start-up error.")
    private boolean autoCreateSchema;

    @Metadata(
            label = "common",
            defaultValue = "false",
            description =
                    "Create the queues of a domain if they are missing. Without it a missing queue is a start-up error.")
    private boolean autoCreateQueue;

    @Metadata(
            label = "consumer",
            defaultValue = "delete",
            enums = "delete,archive",
            description =
                    "What becomes of the message of a command that was completed or failed for good: it is deleted, or kept in PGMQ's archive until purgeHistory removes it")
    private AckMode ackMode = AckMode.delete;

    @Metadata(
            label = "advanced",
            defaultValue = "command_bus_command",
            description = "The command table, may be schema-qualified")
    private String commandTable = CommandTables.DEFAULT.command();

    @Metadata(
            label = "advanced",
            defaultValue = "command_bus_audit",
            description = "The audit table, may be schema-qualified")
    private String auditTable = CommandTables.DEFAULT.audit();

    @Metadata(
            label = "advanced",
            defaultValue = "command_bus_batch",
            description = "The batch table, may be schema-qualified")
    private String batchTable = CommandTables.DEFAULT.batch();

    @Metadata(
            label = "security",
            defaultValue = "*__replies*",
            description = "Which queues a command may name for its reply: patterns, comma separated")
    private String replyQueues = "*__replies*";

    private final ReentrantLock lock = new ReentrantLock();
    private final CommandBus commandBus = new CommandBus(this);
    private final BatchWatches batchWatches = new BatchWatches(this);
    private DomainEngines engines;
    private ReplyInboxes<Reply> inboxes;
    private volatile boolean schemaReady;
    private ReplyQueues allowedReplyQueues = new ReplyQueues(replyQueues);
    private final SentReplies sentReplies = new SentReplies(this);
    private final CommittedWork committedWork = new CommittedWork(this);

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CommandBusEndpoint endpoint = new CommandBusEndpoint(uri, this, configuration.copy());
        int slash = remaining.indexOf('/');
        endpoint.setDomain(slash < 0 ? remaining : remaining.substring(0, slash));
        endpoint.setCommandType(slash < 0 ? null : remaining.substring(slash + 1));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        engines = new DomainEngines(this);
        inboxes = new ReplyInboxes<>(getCamelContext(), CommandBusComponent::read);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (getCamelContext().getRegistry().lookupByName(BEAN) == null) {
            getCamelContext().getRegistry().bind(BEAN, commandBus);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (getCamelContext().getRegistry().lookupByName(BEAN) == commandBus) {
            getCamelContext().getRegistry().unbind(BEAN);
        }
        commandBus.stopped();
        inboxes.close();
        committedWork.close();
        super.doStop();
    }

    /** The Java API over this component's database. */
    public CommandBus getCommandBus() {
        return commandBus;
    }

    @ManagedAttribute(description = "The domains that are consumed from here")
    public List<String> getDomains() {
        return engines.domains();
    }

    @ManagedOperation(
            description =
                    "Pauses a domain in every JVM, or one of its types if that is not empty; false if it was paused. Parameters: domain, type, operator, reason")
    public boolean pause(String domain, String commandType, String operator, String reason) {
        return commandBus.pause(domain, emptyToNull(commandType), operator, reason);
    }

    @ManagedOperation(
            description =
                    "Ends such a pause; false if it was not paused. Parameters: domain, type or empty, operator, reason")
    public boolean resume(String domain, String commandType, String operator, String reason) {
        return commandBus.resume(domain, emptyToNull(commandType), operator, reason);
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The transactions of the component's database. */
    JdbcTransactions transactions() {
        return transactions("commandbus", null);
    }

    /** The statements of a domain. */
    CommandStore store(String domain) {
        return new CommandStore(domain, tables(), ackMode == AckMode.archive);
    }

    /** Sees to it that tables and queues of a domain are there and that the role has the rights for what it does there. */
    void prepare(CommandStore store, DomainUse use) {
        try (Connection connection = StatementDataSource.open(transactions().target())) {
            QueueCatalog.requirePgmq(connection);
            prepareSchema(connection);
            if (autoCreateQueue) {
                store.createQueues(connection);
            }
            QueueCatalog.requireQueue(connection, QueueName.of(store.domain().commandQueue()));
            use.require(connection, store);
        } catch (SQLException e) {
            String attempted = "check domain '" + store.domain().name() + "' at start";
            QueueName queue = QueueName.of(store.domain().commandQueue());
            throw new CommandBusException(PgmqException.of(attempted, queue, e).getMessage(), e);
        }
    }

    /** Sees to it that the tables are there. */
    void prepare() {
        try (Connection connection = StatementDataSource.open(transactions().target())) {
            QueueCatalog.requirePgmq(connection);
            prepareSchema(connection);
        } catch (SQLException e) {
            throw CommandBusException.of("The command bus could not be checked at start", e);
        }
    }

    /** For what may come before any route has prepared a domain. */
    void createSchemaIfWanted() {
        if (autoCreateSchema && !schemaReady) {
            prepare();
        }
    }

    private void prepareSchema(Connection connection) throws SQLException {
        lock.lock();
        try {
            if (!schemaReady) {
                CommandBusSchema schema = new CommandBusSchema(tables());
                if (autoCreateSchema) {
                    schema.create(connection);
                }
                schema.validate(connection);
                schemaReady = true;
            }
        } finally {
            lock.unlock();
        }
    }

    CommandTables tables() {
        return new CommandTables(commandTable, auditTable, batchTable);
    }

    /** Whom to tell that commands of batches have ended. */
    BatchWatches batchWatches() {
        return batchWatches;
    }

    DomainEngines engines() {
        return engines;
    }

    ReplyQueues allowedReplyQueues() {
        return allowedReplyQueues;
    }

    /** Whether the replies of operators carry what readers of the older libraries need. */
    boolean writesLegacyReplies() {
        return configuration.getReplyFormat() == CommandBusConfiguration.ReplyFormat.legacy;
    }

    SentReplies sentReplies() {
        return sentReplies;
    }

    CommittedWork committedWork() {
        return committedWork;
    }

    /** Where requests of this JVM to a domain wait for their replies. */
    ReplyInbox<Reply> inbox(String domain) {
        DataSource database = transactions().target();
        try {
            return inboxes.temporary(database, hub(database), domain);
        } catch (PgmqException e) {
            throw new CommandBusException("Domain '" + domain + "' cannot take requests: " + e.getMessage(), e);
        }
    }

    private static ReplyReader.Correlated<Reply> read(PgmqMessage message) {
        Reply reply = Reply.parse(message.body());
        return new ReplyReader.Correlated<>(reply.commandId().toString(), reply);
    }

    public CommandBusConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(CommandBusConfiguration configuration) {
        this.configuration = configuration;
    }

    public boolean isAutoCreateSchema() {
        return autoCreateSchema;
    }

    public void setAutoCreateSchema(boolean autoCreateSchema) {
        this.autoCreateSchema = autoCreateSchema;
    }

    public boolean isAutoCreateQueue() {
        return autoCreateQueue;
    }

    public void setAutoCreateQueue(boolean autoCreateQueue) {
        this.autoCreateQueue = autoCreateQueue;
    }

    public AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public String getCommandTable() {
        return commandTable;
    }

    public void setCommandTable(String commandTable) {
        this.commandTable = commandTable;
    }

    public String getAuditTable() {
        return auditTable;
    }

    public void setAuditTable(String auditTable) {
        this.auditTable = auditTable;
    }

    public String getBatchTable() {
        return batchTable;
    }

    public void setBatchTable(String batchTable) {
        this.batchTable = batchTable;
    }

    public String getReplyQueues() {
        return replyQueues;
    }

    public void setReplyQueues(String replyQueues) {
        this.replyQueues = replyQueues;
        this.allowedReplyQueues = new ReplyQueues(replyQueues);
    }

    /** What becomes of the message of a command that has ended. */
    public enum AckMode {
        /** It is deleted. */
        delete,
        /** It is moved to PGMQ's archive. */
        archive
    }
}
