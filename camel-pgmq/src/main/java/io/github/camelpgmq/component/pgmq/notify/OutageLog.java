/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** One WARN when an outage begins, one INFO when it ends, debug in between. Thread-safe. */
public final class OutageLog {

    private final Logger log;
    private final AtomicBoolean outage = new AtomicBoolean();

    /** @param log where to */
    public OutageLog(Logger log) {
        this.log = log;
    }

    /**
     * @param message what does not work and what to do, with one {@code {}} for the error
     * @param error the cause in one line
     */
    public void failed(String message, String error) {
        if (outage.compareAndSet(false, true)) {
            log.warn(message, error);
        } else {
            log.debug(message, error);
        }
    }

    /** Says so if there was an outage. */
    public void recovered(String message) {
        if (outage.compareAndSet(true, false)) {
            log.info(message);
        }
    }

    /** The error in one line: SQLSTATE if there is one, and the first line of the message. */
    public static String describe(Throwable error) {
        String text = error.getMessage() == null || error.getMessage().isBlank()
                ? error.getClass().getSimpleName()
                : firstLine(error.getMessage());
        return error instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() + ": " + text : text;
    }

    /** The first line of a text that may have any number of them; empty if it is blank. */
    public static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
