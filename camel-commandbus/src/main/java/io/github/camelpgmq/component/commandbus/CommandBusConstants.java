/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import org.apache.camel.spi.Metadata;

/** The headers of the component. None of them is ever stored in a queue or taken from one. */
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
            description = "How long the command stays invisible; wins over the option",
            javaType = "java.time.Duration")
    public static final String DELAY = "CamelCommandBusDelay";

    @Metadata(label = "common", description = "The batch the command belongs to, a UUID", javaType = "String")
    public static final String BATCH_ID = "CamelCommandBusBatchId";

    @Metadata(label = "consumer", description = "The domain of the command", javaType = "String")
    public static final String DOMAIN = "CamelCommandBusDomain";

    @Metadata(label = "consumer", description = "The type of the command", javaType = "String")
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

    @Metadata(label = "consumer", description = "The message of a reply's error, for people", javaType = "String")
    public static final String ERROR_MESSAGE = "CamelCommandBusErrorMessage";

    @Metadata(
            label = "common",
            description = "The status of a command; for find, the status to look for",
            javaType = "String")
    public static final String STATUS = "CamelCommandBusStatus";

    @Metadata(
            label = "common",
            description = "The code of an error, for programs; for find and troubleshooting, the one to look for",
            javaType = "String")
    public static final String ERROR_CODE = "CamelCommandBusErrorCode";

    @Metadata(
            label = "producer",
            description = "Commands sent at this time or later: an instant, or ISO text with a zone",
            javaType = "java.time.Instant")
    public static final String CREATED_FROM = "CamelCommandBusCreatedFrom";

    @Metadata(
            label = "producer",
            description = "Commands sent before this time: an instant, or ISO text with a zone",
            javaType = "java.time.Instant")
    public static final String CREATED_BEFORE = "CamelCommandBusCreatedBefore";

    @Metadata(
            label = "producer",
            description = "Most commands of a page or a bulk action; wins over the option",
            javaType = "Integer")
    public static final String LIMIT = "CamelCommandBusLimit";

    @Metadata(
            label = "producer",
            description = "Where a page begins: what the page before gave in CamelCommandBusNextPage",
            javaType = "String")
    public static final String AFTER = "CamelCommandBusAfter";

    @Metadata(
            label = "producer",
            description = "Set with a page of results: where the next page begins; absent on the last one",
            javaType = "String")
    public static final String NEXT_PAGE = "CamelCommandBusNextPage";

    @Metadata(label = "producer", description = "Who acts, for the audit; wins over the option", javaType = "String")
    public static final String OPERATOR = "CamelCommandBusOperator";

    @Metadata(
            label = "common",
            description = "Why an operator acts, for the audit and for the reply of a canceled command",
            javaType = "String")
    public static final String REASON = "CamelCommandBusReason";

    @Metadata(
            label = "consumer",
            description = "How a batch ended, for consumers of replies: COMPLETED or COMPLETED_WITH_FAILURES",
            javaType = "String")
    public static final String BATCH_STATUS = "CamelCommandBusBatchStatus";

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
