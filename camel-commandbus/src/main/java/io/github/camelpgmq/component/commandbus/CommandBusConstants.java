/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import org.apache.camel.spi.Metadata;

/**
 * The headers of the component. None of them is ever stored in a queue or taken from one.
 *
 * <p>What selects many is asked for by headers that the component never sets: those that say something about one command stay on the message
 * after a send, or have come with the command or reply that the route handles, and would narrow the selection unseen.
 */
public final class CommandBusConstants {

    @Metadata(
            label = "producer",
            description = "What to do, one of CommandBusOperation; wins over the option",
            javaType = "String")
    public static final String OPERATION = "CamelCommandBusOperation";

    @Metadata(
            label = "common",
            description =
                    "The id of the command, a UUID. On a send it is generated if absent and set on the message afterwards.",
            javaType = "String")
    public static final String COMMAND_ID = "CamelCommandBusCommandId";

    @Metadata(
            label = "common",
            description = "The correlation id of the command, a UUID; generated if absent",
            javaType = "String")
    public static final String CORRELATION_ID = "CamelCommandBusCorrelationId";

    @Metadata(label = "common", description = "The queue for the reply; wins over the option", javaType = "String")
    public static final String REPLY_TO = "CamelCommandBusReplyTo";

    @Metadata(
            label = "common",
            description = "How often the command is tried at the most; wins over the option",
            javaType = "Integer")
    public static final String MAX_ATTEMPTS = "CamelCommandBusMaxAttempts";

    @Metadata(
            label = "producer",
            description = "How long the command stays invisible: a duration, or an instant; wins over the option",
            javaType = "Object")
    public static final String DELAY = "CamelCommandBusDelay";

    @Metadata(
            label = "common",
            description = "The batch the command belongs to, a UUID; for getBatch and closeBatch the batch",
            javaType = "String")
    public static final String BATCH_ID = "CamelCommandBusBatchId";

    @Metadata(
            label = "consumer",
            description = "Set by a route that fails: when to try the command again, a duration or an instant,"
                    + " instead of retryBackoff for this attempt",
            javaType = "java.time.Duration")
    public static final String RETRY_AFTER = "CamelCommandBusRetryAfter";

    @Metadata(
            label = "producer",
            description = "How long a request (InOut) waits for its reply; wins over the option",
            javaType = "java.time.Duration")
    public static final String REQUEST_TIMEOUT = "CamelCommandBusRequestTimeout";

    @Metadata(
            label = "producer",
            description = "How many commands sendBatch sends and commits at once; wins over the option",
            javaType = "Integer")
    public static final String BATCH_CHUNK_SIZE = "CamelCommandBusBatchChunkSize";

    @Metadata(
            label = "producer",
            description = "After a send: PENDING, or the status of the command that had the id already",
            javaType = "String")
    public static final String STATUS = "CamelCommandBusStatus";

    @Metadata(
            label = "producer",
            description =
                    "After a send: whether nothing was sent because a command had the id already (onDuplicate=ignore)",
            javaType = "Boolean")
    public static final String DUPLICATE = "CamelCommandBusDuplicate";

    @Metadata(
            label = "producer",
            description = "After a send: the id of the message that carries the command",
            javaType = "Long")
    public static final String MESSAGE_ID = "CamelCommandBusMessageId";

    @Metadata(
            label = "common",
            description =
                    "The domain of the command. For operations of an endpoint of every domain that are about one: this domain.",
            javaType = "String")
    public static final String DOMAIN = "CamelCommandBusDomain";

    @Metadata(
            label = "common",
            description = "The type of the command; for producers it counts only if the endpoint names none",
            javaType = "String")
    public static final String COMMAND_TYPE = "CamelCommandBusCommandType";

    @Metadata(label = "consumer", description = "Which attempt this is, beginning with 1", javaType = "Integer")
    public static final String ATTEMPT = "CamelCommandBusAttempt";

    @Metadata(
            label = "consumer",
            description = "How the command ended, for consumers of replies: SUCCESS, FAILED or CANCELED",
            javaType = "String")
    public static final String OUTCOME = "CamelCommandBusOutcome";

    @Metadata(
            label = "consumer",
            description = "The kind of error of a reply, such as BUSINESS_RULE",
            javaType = "String")
    public static final String ERROR_TYPE = "CamelCommandBusErrorType";

    @Metadata(label = "consumer", description = "The code of a reply's error, for programs", javaType = "String")
    public static final String ERROR_CODE = "CamelCommandBusErrorCode";

    @Metadata(label = "consumer", description = "The message of a reply's error, for people", javaType = "String")
    public static final String ERROR_MESSAGE = "CamelCommandBusErrorMessage";

    @Metadata(
            label = "common",
            description =
                    "Why an operator acts: for the audit, and for consumers of replies to a command that was canceled",
            javaType = "String")
    public static final String REASON = "CamelCommandBusReason";

    @Metadata(
            label = "consumer",
            description = "How a batch ended, for consumers of replies: one of BatchStatus",
            javaType = "String")
    public static final String BATCH_STATUS = "CamelCommandBusBatchStatus";

    @Metadata(
            label = "producer",
            description = "The name of a batch to create; with listBatches what the name begins with",
            javaType = "String")
    public static final String BATCH_NAME = "CamelCommandBusBatchName";

    @Metadata(
            label = "producer",
            description = "Data for the creator of a batch to find again, JSON text or what Jackson writes as JSON",
            javaType = "Object")
    public static final String BATCH_DATA = "CamelCommandBusBatchData";

    @Metadata(
            label = "producer",
            description =
                    "Only what has this status: for find one of CommandStatus, for listBatches one of BatchStatus; for purgeHistory some of CommandStatus, comma separated or a collection",
            javaType = "String")
    public static final String FILTER_STATUS = "CamelCommandBusFilterStatus";

    @Metadata(
            label = "producer",
            description =
                    "For find and troubleshooting: only commands of this type; counts only if the endpoint names none",
            javaType = "String")
    public static final String FILTER_COMMAND_TYPE = "CamelCommandBusFilterCommandType";

    @Metadata(
            label = "producer",
            description = "For find and troubleshooting: only commands whose last error has this code",
            javaType = "String")
    public static final String FILTER_ERROR_CODE = "CamelCommandBusFilterErrorCode";

    @Metadata(
            label = "producer",
            description = "For find and troubleshooting: only commands of this correlation, a UUID",
            javaType = "String")
    public static final String FILTER_CORRELATION_ID = "CamelCommandBusFilterCorrelationId";

    @Metadata(
            label = "producer",
            description = "For find and troubleshooting: only commands of this batch, a UUID",
            javaType = "String")
    public static final String FILTER_BATCH_ID = "CamelCommandBusFilterBatchId";

    @Metadata(
            label = "producer",
            description =
                    "For find and troubleshooting of an endpoint of every domain: only these domains, comma separated or a collection",
            javaType = "String")
    public static final String FILTER_DOMAIN = "CamelCommandBusFilterDomain";

    @Metadata(
            label = "producer",
            description = "Only what was created at this time or later: an instant, or ISO text with a zone",
            javaType = "java.time.Instant")
    public static final String CREATED_FROM = "CamelCommandBusCreatedFrom";

    @Metadata(
            label = "producer",
            description = "Only what was created before this time: an instant, or ISO text with a zone",
            javaType = "java.time.Instant")
    public static final String CREATED_BEFORE = "CamelCommandBusCreatedBefore";

    @Metadata(
            label = "producer",
            description = "Most rows of a page, or commands of a bulk action; wins over the option",
            javaType = "Integer")
    public static final String LIMIT = "CamelCommandBusLimit";

    @Metadata(
            label = "producer",
            description = "The page that follows: what CamelCommandBusNextPage was on the page before",
            javaType = "String")
    public static final String AFTER = "CamelCommandBusAfter";

    @Metadata(
            label = "producer",
            description = "Set on the result: where the next page begins; absent on the last one",
            javaType = "String")
    public static final String NEXT_PAGE = "CamelCommandBusNextPage";

    @Metadata(label = "producer", description = "Who acts, for the audit; wins over the option", javaType = "String")
    public static final String OPERATOR = "CamelCommandBusOperator";

    @Metadata(
            label = "producer",
            description = "With purgeHistory: how long ago a command must have ended; wins over the option",
            javaType = "java.time.Duration")
    public static final String OLDER_THAN = "CamelCommandBusOlderThan";

    @Metadata(
            label = "producer",
            description =
                    "Whether the body of a retry is the new data of the command; otherwise it keeps its data and the body is not used",
            javaType = "Boolean")
    public static final String EDITED = "CamelCommandBusEdited";

    @Metadata(
            label = "producer",
            description = "Whether a bulk action only says what it would do; wins over the option",
            javaType = "Boolean")
    public static final String DRY_RUN = "CamelCommandBusDryRun";

    @Metadata(
            label = "producer",
            description = "Whether a bulk action may be about everything in troubleshooting; wins over the option",
            javaType = "Boolean")
    public static final String ALL = "CamelCommandBusAll";

    private CommandBusConstants() {}
}
