/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.Arrays;
import org.slf4j.MDC;

/**
 * What log lines say in SLF4J's MDC of the work that writes them. It costs a few map operations, which do nothing without a logging backend.
 * Immutable.
 */
public final class LogContext {

    private static final LogContext EMPTY = new LogContext(new String[0]);

    /** Each key, followed by its value. */
    private final String[] values;

    private LogContext(String[] values) {
        this.values = values;
    }

    /** Says nothing yet. */
    public static LogContext empty() {
        return EMPTY;
    }

    /** The same with one more value; null says nothing. */
    public LogContext with(String key, Object value) {
        if (value == null) {
            return this;
        }
        String[] more = Arrays.copyOf(values, values.length + 2);
        more[values.length] = key;
        more[values.length + 1] = value.toString();
        return new LogContext(more);
    }

    /** Runs the work with these values; afterwards the thread has those that it had before. */
    public <E extends Exception> void run(Work<E> work) throws E {
        String[] before = new String[values.length];
        for (int key = 0; key < values.length; key += 2) {
            before[key] = MDC.get(values[key]);
            MDC.put(values[key], values[key + 1]);
        }
        try {
            work.run();
        } finally {
            for (int key = 0; key < values.length; key += 2) {
                if (before[key] == null) {
                    MDC.remove(values[key]);
                } else {
                    MDC.put(values[key], before[key]);
                }
            }
        }
    }

    /** What is done meanwhile. */
    @FunctionalInterface
    public interface Work<E extends Exception> {
        void run() throws E;
    }
}
