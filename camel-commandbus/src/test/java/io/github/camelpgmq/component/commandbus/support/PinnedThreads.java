/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Watches for virtual threads that block while they are pinned to their carriers, from its start until it is asked.
 *
 * <p>What the JDK cannot avoid is left out: a thread is pinned while it waits for a class that is loaded, linked or initialised, by itself or by
 * another thread, once for each class. <a href="https://openjdk.org/jeps/491">JEP 491</a> names these cases.
 */
final class PinnedThreads implements AutoCloseable {

    private static final String REASON = "pinnedReason";
    private static final Set<String> BLOCKING = Set.of("java.lang.VirtualThread", "java.lang.Object");

    private final Recording recording = new Recording();

    /** Starts to watch, however short a thread blocks. */
    PinnedThreads() {
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
    }

    /** Stops to watch. @return the places where threads were pinned, each once, as stack traces in one line */
    List<String> places() throws IOException {
        recording.stop();
        Path file = Files.createTempFile("pinned", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> !isAboutAClass(event))
                    .map(PinnedThreads::place)
                    .distinct()
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isAboutAClass(RecordedEvent event) {
        List<RecordedMethod> calls =
                frames(event).stream().map(RecordedFrame::getMethod).toList();
        return calls.stream().anyMatch(PinnedThreads::makesAClass)
                || event.hasField(REASON)
                        && String.valueOf(event.getString(REASON)).startsWith("Waited for initialization of ")
                || isBlockedByTheVirtualMachine(calls);
    }

    private static boolean makesAClass(RecordedMethod method) {
        String type = method.getType().getName();
        return method.getName().equals("<clinit>")
                || type.equals("java.lang.ClassLoader")
                || type.equals("java.lang.invoke.MethodHandleNatives");
    }

    /**
     * Whether the thread neither called what blocks nor a native method: where its code first uses a class, the virtual machine waits for
     * another thread that loads the same one.
     */
    private static boolean isBlockedByTheVirtualMachine(List<RecordedMethod> calls) {
        return !calls.isEmpty()
                && !BLOCKING.contains(calls.get(0).getType().getName())
                && calls.stream().noneMatch(call -> Modifier.isNative(call.getModifiers()) && !isEntry(call));
    }

    /** Below every virtual thread. */
    private static boolean isEntry(RecordedMethod method) {
        return method.getType().getName().equals("jdk.internal.vm.Continuation");
    }

    private static String place(RecordedEvent event) {
        return frames(event).stream()
                .map(frame -> frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < "));
    }

    /** An event without a trace would hide a place; it is one of its own, which has no frames. */
    private static List<RecordedFrame> frames(RecordedEvent event) {
        RecordedStackTrace trace = event.getStackTrace();
        return trace == null ? List.of() : trace.getFrames();
    }

    @Override
    public void close() {
        recording.close();
    }
}
