/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** What becomes of a message that has been handled. */
public enum Acknowledgement {
    /** The message is gone ({@code pgmq.delete}). */
    DELETE,
    /** The message moves to the queue's archive table ({@code pgmq.archive}). */
    ARCHIVE
}
