/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Looks at this JVM's threads every millisecond with Java's Flight Recorder. It sees threads that run Java code or are
 * ready to; one that waits or is in a system call, such as reading from a socket, is not seen.
 */
public final class Profiler {

    private static final String SAMPLE = "jdk.ExecutionSample";
    // Ten milliseconds are usual, but see a thread that works all the time only a few times in the seconds of a round.
    private static final Duration PERIOD = Duration.ofMillis(1);

    private Profiler() {}

    /** What is looked at. */
    @FunctionalInterface
    public interface Work {

        /** Does it. */
        void run() throws Exception;
    }

    /** Whether this JVM has a Flight Recorder. */
    public static boolean isAvailable() {
        return FlightRecorder.isAvailable();
    }

    /** Looks at all threads while the work is done. */
    public static Profile record(Work work) throws Exception {
        Path file = Files.createTempFile("benchmark", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(SAMPLE).withPeriod(PERIOD).withStackTrace();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static Profile read(Path file) throws IOException {
        Map<List<String>, Long> stacks = new HashMap<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
                    stacks.merge(stack(event), 1L, Long::sum);
                }
            }
        }
        return new Profile(stacks);
    }

    private static List<String> stack(RecordedEvent event) {
        RecordedStackTrace trace = event.getStackTrace();
        List<String> stack = new ArrayList<>();
        for (RecordedFrame frame : trace.getFrames()) {
            stack.add(name(frame.getMethod()));
        }
        if (trace.isTruncated()) {
            stack.add("(not recorded)");
        }
        var thread = event.getThread("sampledThread");
        stack.add(group(thread == null ? null : thread.getJavaName()));
        Collections.reverse(stack);
        return stack;
    }

    private static String name(RecordedMethod method) {
        // The rest of a lambda's name is another one in each run.
        return method.getType().getName().replaceFirst("\\$\\$Lambda.*", "\\$\\$Lambda") + "." + method.getName();
    }

    /** The name that threads which do the same have in common, such as {@code pool-thread} of {@code pool-1-thread-2}. */
    static String group(String thread) {
        if (thread == null) {
            return "unnamed";
        }
        String group =
                thread.replaceAll("[-#_ ]*(?<![\\p{Alpha}\\d])\\d+\\b", "").strip();
        return group.isEmpty() ? "unnamed" : group;
    }
}
