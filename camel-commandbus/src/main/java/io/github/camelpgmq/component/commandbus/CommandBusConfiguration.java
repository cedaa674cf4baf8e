/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.DeliveryConfiguration;
import java.time.Duration;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The options of an endpoint; the component holds the defaults that each endpoint copies. */
@UriParams
public class CommandBusConfiguration extends DeliveryConfiguration implements Cloneable {

    // consumer; the inherited ones but concurrentConsumers belong to the domain: the same for all its consumers

    @UriParam(
            label = "consumer",
            defaultValue = "10s,60s,300s",
            description = "Pauses before the second, third, ... attempt, with jitter; the last one repeats")
    private String retryBackoff = "10s,60s,300s";

    @UriParam(
            label = "consumer",
            description = "Class names of exceptions, comma separated, that send a command to troubleshooting at once;"
                    + " subclasses and causes count. A class that is not found is a start-up error.")
    private String permanentExceptions;

    @UriParam(
            label = "consumer",
            description = "Class names of exceptions, comma separated, that fail a command for good, with a reply;"
                    + " subclasses and causes count. A class that is not found is a start-up error.")
    private String businessExceptions;

    @UriParam(
            label = "transaction",
            defaultValue = "true",
            description = "Run the route and the command's completion in one JDBC transaction")
    private boolean transacted = true;

    @UriParam(
            label = "transaction",
            defaultValue = "1",
            description = "The most commands of one fetch that share a transaction, each in a savepoint of its own."
                    + " More than 1 needs transacted=true, and is refused with Spring's transaction manager of"
                    + " JPA.")
    private int transactionBatchSize = 1;

    @UriParam(
            label = "consumer",
            enums = "standard,legacy",
            defaultValue = "standard",
            description =
                    "How replies are written. With legacy they also have the field result, by which readers of the older libraries know the data or the error. The component's value is for the replies of operators.")
    private ReplyFormat replyFormat = ReplyFormat.standard;

    // producer

    @UriParam(
            label = "producer",
            enums =
                    "send,sendBatch,get,find,auditTrail,countByStatus,queueMetrics,troubleshooting.list,troubleshooting.count,troubleshooting.retry,troubleshooting.cancel,troubleshooting.complete,createBatch,closeBatch,getBatch,listBatches,pause,resume,listPauses,purgeHistory",
            defaultValue = "send",
            description = "What to do; the header CamelCommandBusOperation wins")
    private String operation = CommandBusOperation.SEND.toString();

    @UriParam(
            label = "producer",
            defaultValue = "3",
            description = "How often a command is tried at the most; also for adopted commands of foreign senders")
    private int maxAttempts = 3;

    @UriParam(
            label = "common",
            description =
                    "The queue for replies: that a sender wants its replies in, or that a consumer of replies reads instead of the domain's. The component's replyQueues must allow it. Requests (InOut) have a queue of this JVM instead.")
    private String replyTo;

    @UriParam(
            label = "producer",
            description =
                    "How long a sent command stays invisible: a duration (30s) or an instant (2030-01-01T00:00:00Z)")
    private String delay;

    @UriParam(
            label = "producer",
            defaultValue = "1000",
            description = "How many commands sendBatch sends and commits at once, in one statement")
    private int batchChunkSize = 1000;

    @UriParam(
            label = "producer",
            defaultValue = "20s",
            javaType = "java.time.Duration",
            description = "How long a request (InOut) waits for its reply")
    private Duration requestTimeout = Duration.ofSeconds(20);

    @UriParam(
            label = "producer",
            enums = "fail,ignore",
            defaultValue = "fail",
            description =
                    "What to do when the command id was sent before in this domain: fail with DuplicateCommandException, or ignore it and send nothing")
    private OnDuplicate onDuplicate = OnDuplicate.fail;

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            description = "With operation=purgeHistory: how long ago a command must have ended to be removed")
    private Duration olderThan;

    @UriParam(
            label = "producer",
            description = "Who acts, for the audit of operator actions; the header CamelCommandBusOperator wins")
    private String operator;

    @UriParam(
            label = "producer",
            description =
                    "Most rows: of a page, 1 to 1000 (100 if it is not set); of a bulk action, any number of commands (all if it is not set). The header CamelCommandBusLimit wins.")
    private Integer limit;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "A bulk action only says what it would do; the header CamelCommandBusDryRun wins")
    private boolean dryRun;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "A bulk action may be about everything in troubleshooting. Without it one that no header narrows is refused. The header CamelCommandBusAll wins.")
    private boolean all;

    /** What to do with a command id that was sent before. */
    public enum OnDuplicate {
        /** The send fails. */
        fail,
        /** Nothing is sent and the send succeeds. */
        ignore
    }

    /** How replies are written. */
    public enum ReplyFormat {
        /** As the wire format says. */
        standard,
        /** With what readers of the older libraries need besides. */
        legacy
    }

    /** A copy that can be changed on its own. */
    public CommandBusConfiguration copy() {
        try {
            return (CommandBusConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getRetryBackoff() {
        return retryBackoff;
    }

    public void setRetryBackoff(String retryBackoff) {
        this.retryBackoff = retryBackoff;
    }

    public String getPermanentExceptions() {
        return permanentExceptions;
    }

    public void setPermanentExceptions(String permanentExceptions) {
        this.permanentExceptions = permanentExceptions;
    }

    public String getBusinessExceptions() {
        return businessExceptions;
    }

    public void setBusinessExceptions(String businessExceptions) {
        this.businessExceptions = businessExceptions;
    }

    public boolean isTransacted() {
        return transacted;
    }

    public void setTransacted(boolean transacted) {
        this.transacted = transacted;
    }

    public int getTransactionBatchSize() {
        return transactionBatchSize;
    }

    public void setTransactionBatchSize(int transactionBatchSize) {
        this.transactionBatchSize = transactionBatchSize;
    }

    public ReplyFormat getReplyFormat() {
        return replyFormat;
    }

    public void setReplyFormat(ReplyFormat replyFormat) {
        this.replyFormat = replyFormat;
    }

    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public int getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public String getReplyTo() {
        return replyTo;
    }

    public void setReplyTo(String replyTo) {
        this.replyTo = replyTo;
    }

    public String getDelay() {
        return delay;
    }

    public void setDelay(String delay) {
        this.delay = delay;
    }

    public int getBatchChunkSize() {
        return batchChunkSize;
    }

    public void setBatchChunkSize(int batchChunkSize) {
        this.batchChunkSize = batchChunkSize;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public Duration getOlderThan() {
        return olderThan;
    }

    public void setOlderThan(Duration olderThan) {
        this.olderThan = olderThan;
    }

    public OnDuplicate getOnDuplicate() {
        return onDuplicate;
    }

    public void setOnDuplicate(OnDuplicate onDuplicate) {
        this.onDuplicate = onDuplicate;
    }

    public String getOperator() {
        return operator;
    }

    public void setOperator(String operator) {
        this.operator = operator;
    }

    public Integer getLimit() {
        return limit;
    }

    public void setLimit(Integer limit) {
        this.limit = limit;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    public boolean isAll() {
        return all;
    }

    public void setAll(boolean all) {
        this.all = all;
    }
}
