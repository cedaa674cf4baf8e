/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueType;
import java.time.Duration;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The options of an endpoint; the component holds the defaults that each endpoint copies. */
@UriParams
public class PgmqConfiguration extends DeliveryConfiguration implements Cloneable {

    // common

    @UriParam(
            label = "common",
            defaultValue = "false",
            description = "Accept queue names with upper case letters, which PGMQ folds to lower case for its tables")
    private boolean allowMixedCase;

    @UriParam(
            label = "common",
            defaultValue = "false",
            description = "Create the queue at start if it is missing. Without it a missing queue is a start-up error.")
    private boolean autoCreateQueue;

    @UriParam(
            label = "queue",
            enums = "standard,unlogged,partitioned",
            defaultValue = "standard",
            description =
                    "What kind of queue to create: standard, unlogged (faster, empty after a crash of the server) or partitioned (needs pg_partman)")
    private QueueKind queueType = QueueKind.standard;

    @UriParam(
            label = "queue",
            description =
                    "Size of one partition of a partitioned queue that is created: a number of messages (10000) or a time (1 day)")
    private String partitionInterval;

    @UriParam(
            label = "queue",
            description =
                    "What is kept of a partitioned queue that is created, in the unit of partitionInterval. Older partitions are dropped with their messages, read or not.")
    private String retentionInterval;

    @UriParam(
            label = "common",
            enums = "json,text",
            defaultValue = "json",
            description = "How bodies are stored: json (text must be valid JSON) or text (any text, as a JSON string)")
    private MessageFormat messageFormat = MessageFormat.json;

    // consumer

    @UriParam(
            label = "consumer",
            enums = "delete,archive,none",
            defaultValue = "delete",
            description =
                    "What becomes of a message whose exchange has completed: it is deleted, moved to the archive, or left to the route, which acknowledges by the operations delete and archive")
    private AckMode ackMode = AckMode.delete;

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Be woken by LISTEN/NOTIFY; without it the consumer polls, and is woken by senders of the same JVM only")
    private boolean notify = true;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Install PGMQ's insert trigger, so that senders which are not of this library wake the consumer too. The trigger makes senders wait for each other.")
    private boolean enableNotifyInsert;

    @UriParam(
            label = "consumer",
            description =
                    "When the message of a failed exchange is delivered again: a list of durations such as 10s,60s,300s, the last one repeats. Up to a tenth is added so that failures of one moment spread out. Without it the message returns when its lease ends.")
    private String retryDelay;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "How often a message is delivered before it is given up: to the dead-letter queue if there is one, else to the archive. 0 means no limit.")
    private int maxDeliveries;

    @UriParam(label = "consumer", description = "The queue that gets what was delivered maxDeliveries times in vain")
    private String deadLetterQueue;

    @UriParam(
            label = "consumer",
            enums = "none,group",
            defaultValue = "none",
            description =
                    "The order of delivery: none (roughly the order of sending), or group: strictly in order within each message group, one message of a group at a time (needs PGMQ 1.11.1)")
    private Ordering ordering = Ordering.none;

    @UriParam(
            label = "consumer",
            description =
                    "Deliver only messages that contain this JSON (PGMQ's condition of read); others stay in the queue. It is not supported by an index.")
    private String filter;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Deliver one exchange with a list of messages instead of one for each. It is acknowledged as a whole.")
    private boolean batching;

    @UriParam(label = "consumer", defaultValue = "false", description = "Do not reply to messages that ask for a reply")
    private boolean disableReplyTo;

    @UriParam(
            label = "consumer",
            defaultValue = "*__replies*",
            description =
                    "The queues a message may name for its reply: a comma-separated list of names in which an asterisk stands for anything")
    private String replyQueues = "*__replies*";

    @UriParam(
            label = "transaction",
            defaultValue = "false",
            description = "Run the route and the acknowledgement in one JDBC transaction")
    private boolean transacted;

    // producer

    @UriParam(label = "producer", defaultValue = "send", description = "What to do; the header CamelPgmqOperation wins")
    private PgmqOperation operation = PgmqOperation.send;

    @UriParam(
            label = "producer",
            description =
                    "How long a sent message stays invisible: a duration (30s) or an instant (2030-01-01T00:00:00Z)")
    private String delay;

    @UriParam(
            label = "producer",
            description =
                    "The group of a sent message (header x-pgmq-group), for consumers that keep the order within a group")
    private String messageGroup;

    @UriParam(label = "producer", description = "Where sendTopic sends: words separated by dots")
    private String routingKey;

    @UriParam(
            label = "producer",
            description =
                    "What bindTopic and unbindTopic bind the queue to: words separated by dots; an asterisk is one word, # any number of them")
    private String topicPattern;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description = "Fail when sendTopic finds no queue bound to the routing key, instead of sending to nobody")
    private boolean mandatory = true;

    @UriParam(label = "producer", defaultValue = "1", description = "The most messages that read and pop take")
    private int quantity = 1;

    @UriParam(
            label = "producer",
            enums = "afterCommit,inTransaction,none",
            defaultValue = "afterCommit",
            description =
                    "When consumers of other JVMs are notified: afterCommit (gathered, never in the way of a sender), inTransaction (nothing is lost by a crash right after the commit, but senders queue for a database-wide lock at their commits) or none")
    private NotifyMode notifyMode = NotifyMode.afterCommit;

    @UriParam(
            label = "producer",
            description =
                    "The queue for the replies to InOut messages. Any number of JVMs may share it. Without it each JVM creates a queue of its own and drops it at the end.")
    private String replyTo;

    @UriParam(
            label = "producer",
            defaultValue = "20s",
            javaType = "java.time.Duration",
            description = "How long an InOut message waits for its reply")
    private Duration requestTimeout = Duration.ofSeconds(20);

    /** What becomes of a message whose exchange has completed. */
    public enum AckMode {
        /** The message is deleted. */
        delete,
        /** The message moves to the queue's archive. */
        archive,
        /** The route acknowledges it. */
        none
    }

    /** The order of delivery. */
    public enum Ordering {
        /** Roughly the order of sending. */
        none,
        /** Strictly the order of sending within each message group. */
        group
    }

    /** How bodies are stored. */
    public enum MessageFormat {
        /** As JSON. */
        json,
        /** As a JSON string that holds the text. */
        text
    }

    /** When consumers of other JVMs are notified of what was sent. */
    public enum NotifyMode {
        /** After the commit, gathered. */
        afterCommit,
        /** With the commit. */
        inTransaction,
        /** Not at all. */
        none
    }

    /** The kind of queue to create. */
    public enum QueueKind {
        /** An ordinary table. */
        standard(QueueType.STANDARD),
        /** A table without write-ahead log. */
        unlogged(QueueType.UNLOGGED),
        /** A table partitioned by pg_partman. */
        partitioned(QueueType.PARTITIONED);

        private final QueueType type;

        QueueKind(QueueType type) {
            this.type = type;
        }
    }

    /**
     * The queue to create if it is missing.
     *
     * @throws IllegalArgumentException if the options do not go together
     */
    QueueDefinition definition() {
        return new QueueDefinition(queueType.type, partitionInterval, retentionInterval);
    }

    /** @throws IllegalArgumentException if messages of an unlogged queue are to be archived */
    void checkArchivable() {
        if (queueType == QueueKind.unlogged && ackMode == AckMode.archive) {
            throw new IllegalArgumentException(
                    "queueType=unlogged does not go with ackMode=archive: a crash of the server"
                            + " starts the ids of an unlogged queue again while its archive keeps the old ones, and then archiving"
                            + " fails. Use ackMode=delete or another queueType");
        }
    }

    /** A copy that can be changed on its own. */
    public PgmqConfiguration copy() {
        try {
            return (PgmqConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public boolean isAllowMixedCase() {
        return allowMixedCase;
    }

    public void setAllowMixedCase(boolean allowMixedCase) {
        this.allowMixedCase = allowMixedCase;
    }

    public boolean isAutoCreateQueue() {
        return autoCreateQueue;
    }

    public void setAutoCreateQueue(boolean autoCreateQueue) {
        this.autoCreateQueue = autoCreateQueue;
    }

    public QueueKind getQueueType() {
        return queueType;
    }

    public void setQueueType(QueueKind queueType) {
        this.queueType = queueType;
    }

    public String getPartitionInterval() {
        return partitionInterval;
    }

    public void setPartitionInterval(String partitionInterval) {
        this.partitionInterval = partitionInterval;
    }

    public String getRetentionInterval() {
        return retentionInterval;
    }

    public void setRetentionInterval(String retentionInterval) {
        this.retentionInterval = retentionInterval;
    }

    public MessageFormat getMessageFormat() {
        return messageFormat;
    }

    public void setMessageFormat(MessageFormat messageFormat) {
        this.messageFormat = messageFormat;
    }

    public AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public boolean isNotify() {
        return notify;
    }

    public void setNotify(boolean notify) {
        this.notify = notify;
    }

    public boolean isEnableNotifyInsert() {
        return enableNotifyInsert;
    }

    public void setEnableNotifyInsert(boolean enableNotifyInsert) {
        this.enableNotifyInsert = enableNotifyInsert;
    }

    public String getRetryDelay() {
        return retryDelay;
    }

    public void setRetryDelay(String retryDelay) {
        this.retryDelay = retryDelay;
    }

    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    public String getDeadLetterQueue() {
        return deadLetterQueue;
    }

    public void setDeadLetterQueue(String deadLetterQueue) {
        this.deadLetterQueue = deadLetterQueue;
    }

    public Ordering getOrdering() {
        return ordering;
    }

    public void setOrdering(Ordering ordering) {
        this.ordering = ordering;
    }

    public String getFilter() {
        return filter;
    }

    public void setFilter(String filter) {
        this.filter = filter;
    }

    public boolean isBatching() {
        return batching;
    }

    public void setBatching(boolean batching) {
        this.batching = batching;
    }

    public boolean isDisableReplyTo() {
        return disableReplyTo;
    }

    public void setDisableReplyTo(boolean disableReplyTo) {
        this.disableReplyTo = disableReplyTo;
    }

    public String getReplyQueues() {
        return replyQueues;
    }

    public void setReplyQueues(String replyQueues) {
        this.replyQueues = replyQueues;
    }

    public boolean isTransacted() {
        return transacted;
    }

    public void setTransacted(boolean transacted) {
        this.transacted = transacted;
    }

    public PgmqOperation getOperation() {
        return operation;
    }

    public void setOperation(PgmqOperation operation) {
        this.operation = operation;
    }

    public String getDelay() {
        return delay;
    }

    public void setDelay(String delay) {
        this.delay = delay;
    }

    public String getMessageGroup() {
        return messageGroup;
    }

    public void setMessageGroup(String messageGroup) {
        this.messageGroup = messageGroup;
    }

    public String getRoutingKey() {
        return routingKey;
    }

    public void setRoutingKey(String routingKey) {
        this.routingKey = routingKey;
    }

    public String getTopicPattern() {
        return topicPattern;
    }

    public void setTopicPattern(String topicPattern) {
        this.topicPattern = topicPattern;
    }

    public boolean isMandatory() {
        return mandatory;
    }

    public void setMandatory(boolean mandatory) {
        this.mandatory = mandatory;
    }

    public int getQuantity() {
        return quantity;
    }

    public void setQuantity(int quantity) {
        this.quantity = quantity;
    }

    public NotifyMode getNotifyMode() {
        return notifyMode;
    }

    public void setNotifyMode(NotifyMode notifyMode) {
        this.notifyMode = notifyMode;
    }

    public String getReplyTo() {
        return replyTo;
    }

    public void setReplyTo(String replyTo) {
        this.replyTo = replyTo;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }
}
