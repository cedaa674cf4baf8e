/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import java.time.Duration;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/** The options of a consumer's delivery engine, the same in every component that has one. */
@UriParams
public abstract class DeliveryConfiguration {

    @UriParam(
            label = "consumer",
            defaultValue = "30s",
            javaType = "java.time.Duration",
            description =
                    "Lease length in whole seconds: how long a message that was fetched stays invisible to others")
    private Duration visibilityTimeout = Duration.ofSeconds(30);

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description = "Renew the leases of messages in flight until their exchanges complete")
    private boolean extendMessageVisibility = true;

    @UriParam(
            label = "consumer",
            defaultValue = "1h",
            javaType = "java.time.Duration",
            description = "How long after its fetch a message's lease is renewed at the most")
    private Duration maxVisibilityExtension = Duration.ofHours(1);

    @UriParam(label = "consumer", defaultValue = "1", description = "How many exchanges are handled at once")
    private int concurrentConsumers = 1;

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            description =
                    "The most messages of one fetch. How many are fetched depends on how many handlers are free and how fast they are.")
    private int maxMessagesPerPoll = 100;

    @UriParam(
            label = "consumer",
            defaultValue = "5s",
            javaType = "java.time.Duration",
            description = "The longest a visible message can wait for a free handler when no notification comes")
    private Duration pollInterval = Duration.ofSeconds(5);

    /**
     * The settings of an engine of this name.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public DeliverySettings settings(String name) {
        if (concurrentConsumers < 1) {
            throw new IllegalArgumentException("concurrentConsumers must be at least 1, but is " + concurrentConsumers);
        }
        return new DeliverySettings(
                name,
                visibilityTimeout,
                extendMessageVisibility,
                maxVisibilityExtension,
                maxMessagesPerPoll,
                pollInterval);
    }

    public Duration getVisibilityTimeout() {
        return visibilityTimeout;
    }

    public void setVisibilityTimeout(Duration visibilityTimeout) {
        this.visibilityTimeout = visibilityTimeout;
    }

    public boolean isExtendMessageVisibility() {
        return extendMessageVisibility;
    }

    public void setExtendMessageVisibility(boolean extendMessageVisibility) {
        this.extendMessageVisibility = extendMessageVisibility;
    }

    public Duration getMaxVisibilityExtension() {
        return maxVisibilityExtension;
    }

    public void setMaxVisibilityExtension(Duration maxVisibilityExtension) {
        this.maxVisibilityExtension = maxVisibilityExtension;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public int getMaxMessagesPerPoll() {
        return maxMessagesPerPoll;
    }

    public void setMaxMessagesPerPoll(int maxMessagesPerPoll) {
        this.maxMessagesPerPoll = maxMessagesPerPoll;
    }

    public Duration getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(Duration pollInterval) {
        this.pollInterval = pollInterval;
    }
}
