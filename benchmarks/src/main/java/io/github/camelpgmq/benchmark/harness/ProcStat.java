/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

/**
 * A line of Linux's {@code /proc/<process>/stat} or {@code /proc/<process>/task/<thread>/stat}, see proc_pid_stat(5).
 *
 * @param name     of the program or the thread, at most 15 characters
 * @param parent   the number of the process that has started it
 * @param millis   processor time, in user mode and in the kernel; of a process that of threads which have ended, too
 * @param children the same of its children that have ended
 */
record ProcStat(String name, long parent, long millis, long children) {

    // The kernel tells user space of hundredths of a second, whatever its own clock does.
    private static final long MILLIS_PER_TICK = 10;

    // Counted from the third field, the state: the name before it may hold spaces and parentheses.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    /** @throws IllegalArgumentException if it is not such a line */
    static ProcStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String[] fields = line.substring(close + 1).strip().split(" ");
        if (open < 0 || close < open || fields.length <= CHILDREN_SYSTEM) {
            throw new IllegalArgumentException("Not a line of /proc/<process>/stat: " + line);
        }
        return new ProcStat(
                line.substring(open + 1, close),
                Long.parseLong(fields[PARENT]),
                MILLIS_PER_TICK * (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])),
                MILLIS_PER_TICK * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])));
    }
}
