/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import org.apache.camel.spi.Metadata;

/** The headers of the component. None of them is ever stored in a queue or taken from one. */
public final class PgmqConstants {

    @Metadata(
            label = "common",
            description =
                    "The id of the message in its queue: set on a consumed message, and on a sent one after the send. On the operations delete, archive and setVisibilityTimeout it says which message; a collection says several.",
            javaType = "Long")
    public static final String MESSAGE_ID = "CamelPgmqMessageId";

    @Metadata(
            label = "consumer",
            description = "How often the message has been read, this time included",
            javaType = "Integer")
    public static final String READ_COUNT = "CamelPgmqReadCount";

    @Metadata(
            label = "consumer",
            description = "When the message was sent, by the database's clock",
            javaType = "java.time.Instant")
    public static final String ENQUEUED_AT = "CamelPgmqEnqueuedAt";

    @Metadata(
            label = "consumer",
            description = "When the lease of the message ends, by the database's clock",
            javaType = "java.time.Instant")
    public static final String VISIBLE_AT = "CamelPgmqVisibleAt";

    @Metadata(label = "common", description = "The queue the message came from or went to", javaType = "String")
    public static final String QUEUE = "CamelPgmqQueue";

    @Metadata(
            label = "common",
            description = "The group of the message. On a sent message it wins over the option messageGroup.",
            javaType = "String")
    public static final String GROUP = "CamelPgmqGroup";

    @Metadata(
            label = "producer",
            description = "What to do; wins over the option",
            javaType = "io.github.camelpgmq.component.pgmq.PgmqOperation")
    public static final String OPERATION = "CamelPgmqOperation";

    @Metadata(
            label = "producer",
            description = "The queue to use instead of the endpoint's; removed from the message once it was used",
            javaType = "String")
    public static final String OVERRIDE_QUEUE = "CamelPgmqOverrideQueue";

    @Metadata(
            label = "producer",
            description = "How long the sent message stays invisible: a duration, or an instant; wins over the option",
            javaType = "Object")
    public static final String DELAY = "CamelPgmqDelay";

    @Metadata(label = "producer", description = "Where sendTopic sends; wins over the option", javaType = "String")
    public static final String ROUTING_KEY = "CamelPgmqRoutingKey";

    @Metadata(
            label = "producer",
            description = "What bindTopic and unbindTopic bind the queue to; wins over the option",
            javaType = "String")
    public static final String TOPIC_PATTERN = "CamelPgmqTopicPattern";

    @Metadata(
            label = "producer",
            description = "The most messages that read and pop take; wins over the option",
            javaType = "Integer")
    public static final String QUANTITY = "CamelPgmqQuantity";

    @Metadata(
            label = "producer",
            description =
                    "The lease of the messages that read takes, and what setVisibilityTimeout sets, in whole seconds; wins over the option",
            javaType = "java.time.Duration")
    public static final String VISIBILITY_TIMEOUT = "CamelPgmqVisibilityTimeout";

    @Metadata(
            label = "producer",
            description = "How long an InOut message waits for its reply; wins over the option",
            javaType = "java.time.Duration")
    public static final String REQUEST_TIMEOUT = "CamelPgmqRequestTimeout";

    @Metadata(
            label = "producer",
            description = "The ids that sendBatch gave, in the order of the messages",
            javaType = "java.util.List<Long>")
    public static final String MESSAGE_IDS = "CamelPgmqMessageIds";

    @Metadata(
            label = "producer",
            description = "What sendTopic has sent to which queue",
            javaType = "java.util.List<io.github.camelpgmq.component.pgmq.client.SentMessage>")
    public static final String SENT = "CamelPgmqSent";

    @Metadata(
            label = "producer",
            description =
                    "How many messages delete, archive, setVisibilityTimeout or purgeQueue have found; 1 or 0 for whether createQueue, dropQueue or unbindTopic had something to do",
            javaType = "Long")
    public static final String AFFECTED = "CamelPgmqAffected";

    /** Exchange property: the lease of a consumed message, so that the route's own acknowledgement is fenced by it. */
    static final String LEASE_PROPERTY = "CamelPgmqLease";

    /** Exchange property of consumed messages: the id of what the route has sent last, which is in the header then. */
    static final String SENT_ID_PROPERTY = "CamelPgmqSentId";

    private PgmqConstants() {}
}
