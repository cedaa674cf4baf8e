/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells how much processor time the JVM and the server have taken, from Linux's {@code /proc}. Elsewhere nothing is known, and
 * of a server in a container or on another machine neither.
 *
 * <p>The JVM's is that of the process, so that threads count which have ended, less that of the JIT compiler's threads, which
 * work much in the first rounds and then no more. The garbage collector's stays in: what allocates more pays for it. Other
 * JVMs that a case starts do not count.
 *
 * <p>The server's is that of the postmaster, of all its children, among them those that write the log and vacuum, and of the
 * children that have ended. Each process and thread is known to ten milliseconds.
 */
final class ProcessorClock {

    private static final Path LINUX = Path.of("/proc");
    private static final String COMPILER = "C\\d Compiler.*";

    private final Path proc;
    private final long jvm;
    private final OptionalLong postmaster;

    /**
     * @param proc       the directory of the processes; may be missing
     * @param jvm        the number of the JVM's process
     * @param postmaster the number of the server's first process; empty if it is not on this machine
     */
    ProcessorClock(Path proc, long jvm, OptionalLong postmaster) {
        this.proc = proc;
        this.jvm = jvm;
        this.postmaster = postmaster;
    }

    /** Of this JVM and a server. */
    static ProcessorClock of(OptionalLong postmaster) {
        return new ProcessorClock(LINUX, ProcessHandle.current().pid(), postmaster);
    }

    /**
     * What was taken until now.
     *
     * @param jvm       milliseconds of the JVM, its compiler included; NaN if not known
     * @param compilers milliseconds of each of the compiler's threads that live
     * @param server    milliseconds of the server; NaN if not known
     */
    record Reading(double jvm, Map<Long, Long> compilers, double server) {

        /** What has come between this and a later one. A compiler's thread that has ended meanwhile counts for the JVM. */
        ProcessorTime until(Reading later) {
            long compiled = later.compilers.entrySet().stream()
                    .mapToLong(thread -> thread.getValue() - compilers.getOrDefault(thread.getKey(), 0L))
                    .sum();
            // The process and its threads are rounded apart, which may leave less than nothing.
            return new ProcessorTime(Math.max(0, later.jvm - jvm - compiled), later.server - server);
        }
    }

    Reading read() {
        Map<Long, Long> compilers = new HashMap<>();
        all(proc.resolve(jvm + "/task")).forEach((thread, stat) -> {
            if (stat.name().matches(COMPILER)) {
                compilers.put(thread, stat.millis());
            }
        });
        return new Reading(
                stat(proc.resolve(String.valueOf(jvm)))
                        .map(stat -> (double) stat.millis())
                        .orElse(Double.NaN),
                compilers,
                postmaster.isPresent() ? server(postmaster.getAsLong()) : Double.NaN);
    }

    private double server(long first) {
        Optional<ProcStat> stat = stat(proc.resolve(String.valueOf(first)));
        if (stat.isEmpty()) {
            return Double.NaN;
        }
        long children = all(proc).values().stream()
                .filter(one -> one.parent() == first)
                .mapToLong(ProcStat::millis)
                .sum();
        return stat.get().millis() + stat.get().children() + children;
    }

    /** The processes or threads that are directories of numbers. */
    private static Map<Long, ProcStat> all(Path directory) {
        Map<Long, ProcStat> all = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> numbers = Files.newDirectoryStream(directory, "[0-9]*")) {
                numbers.forEach(one -> stat(one)
                        .ifPresent(
                                stat -> all.put(Long.valueOf(one.getFileName().toString()), stat)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static Optional<ProcStat> stat(Path process) {
        try {
            return Optional.of(ProcStat.parse(Files.readString(process.resolve("stat"))));
        } catch (IOException e) {
            // It has ended, or this is not Linux.
            return Optional.empty();
        }
    }
}
