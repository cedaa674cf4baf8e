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
                    "The id of the message in its queue: set on a consumed message, and on a sent one after the send",
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
            label = "producer",
            description = "How long the sent message stays invisible; wins over the option",
            javaType = "java.time.Duration")
    public static final String DELAY = "CamelPgmqDelay";

    private PgmqConstants() {}
}
