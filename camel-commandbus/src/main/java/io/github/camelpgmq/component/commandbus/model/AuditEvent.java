/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

/** What an audit row tells about a command. */
public enum AuditEvent {
    /** Sent to the queue. */
    SENT,
    /** An attempt begins; details: msg_id, attempt, suspect. */
    RECEIVED,
    /** Handled; queue, status and reply committed with this row. */
    COMPLETED,
    /** An attempt failed; details: the error. */
    FAILED,
    /** The command comes back later; details: delay_ms. */
    RETRY_SCHEDULED,
    /** A business rule refused the command: final. */
    BUSINESS_RULE_FAILED,
    /** Waits for an operator. */
    MOVED_TO_TSQ,
    /** This worker's lease had ended, its work was rolled back. */
    LEASE_LOST,
    /** Fetched but never started: the attempt was given back. */
    RELEASED,
    /** An operator sent it again; details: operator, reason, edited, original_data. */
    OPERATOR_RETRY,
    /** An operator canceled it. */
    OPERATOR_CANCEL,
    /** An operator completed it by hand. */
    OPERATOR_COMPLETE,
    /** The message was not a valid command; it was archived as it came. */
    QUARANTINED,
    /** A second delivery of a command that has its outcome. */
    DUPLICATE_DISPOSED,
    /** A message that an operator's retry or another send has replaced. */
    STALE_DISPOSED,
    /** Metadata was made from a message that another program sent without it. */
    ADOPTED,
    /** A batch was created; the command id of the row is the batch's id; details: name, reply_to. */
    BATCH_STARTED,
    /** Every command of a batch has its outcome; details: its status and counts. */
    BATCH_COMPLETED,
    /** Handling was paused; the command id of the row is the nil UUID; details: command_type (null = all), operator, reason. */
    PAUSED,
    /** Handling goes on; as {@link #PAUSED}. */
    RESUMED
}
