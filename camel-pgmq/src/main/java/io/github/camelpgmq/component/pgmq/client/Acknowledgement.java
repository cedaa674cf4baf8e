package io.github.camelpgmq.component.pgmq.client;

/** What becomes of a message that has been handled. */
public enum Acknowledgement {
    /** The message is gone ({@code pgmq.delete}). */
    DELETE,
    /** The message moves to the queue's archive table ({@code pgmq.archive}). */
    ARCHIVE
}
