/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import java.time.Duration;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
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

    // consumer

    @UriParam(
            label = "consumer",
            enums = "delete,archive",
            defaultValue = "delete",
            description = "What becomes of a message whose exchange has completed")
    private AckMode ackMode = AckMode.delete;

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Be woken by LISTEN/NOTIFY; without it the consumer polls, and is woken by senders of the same JVM only")
    private boolean notify = true;

    @UriParam(
            label = "transaction",
            defaultValue = "false",
            description = "Run the route and the acknowledgement in one JDBC transaction")
    private boolean transacted;

    // producer

    @UriParam(
            label = "producer",
            javaType = "java.time.Duration",
            description = "How long a sent message stays invisible")
    private Duration delay;

    @UriParam(
            label = "producer",
            description =
                    "The group of a sent message (header x-pgmq-group), for consumers that keep the order within a group")
    private String messageGroup;

    /** What becomes of a message whose exchange has completed. */
    @Metadata
    public enum AckMode {
        /** The message is deleted. */
        delete(Acknowledgement.DELETE),
        /** The message moves to the queue's archive. */
        archive(Acknowledgement.ARCHIVE);

        private final Acknowledgement acknowledgement;

        AckMode(Acknowledgement acknowledgement) {
            this.acknowledgement = acknowledgement;
        }

        Acknowledgement acknowledgement() {
            return acknowledgement;
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

    public boolean isTransacted() {
        return transacted;
    }

    public void setTransacted(boolean transacted) {
        this.transacted = transacted;
    }

    public Duration getDelay() {
        return delay;
    }

    public void setDelay(Duration delay) {
        this.delay = delay;
    }

    public String getMessageGroup() {
        return messageGroup;
    }

    public void setMessageGroup(String messageGroup) {
        this.messageGroup = messageGroup;
    }
}
