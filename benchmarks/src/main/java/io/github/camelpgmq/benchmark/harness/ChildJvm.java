/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with this one's class path. The two talk by lines on its standard input and output; what it writes to its
 * standard error comes out at ours. It has to end when its input does, which happens at the latest when this JVM ends.
 * For one thread.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long STOP_SECONDS = 20;

    private final String name;
    private final Process process;
    private final Writer input;
    private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "child-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it.
     *
     * @param main      has a main method
     * @param options   of the JVM, such as {@code -Xmx128m}
     * @param arguments of the main method; everybody on the machine can see them, so a password is to be told
     */
    public static ChildJvm start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                main.getSimpleName(),
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /**
     * The rest of its next line that begins so. Others are passed over, such as those of its log.
     *
     * @throws IllegalStateException if it ends before, or none comes for two minutes
     */
    public String await(String beginning) throws InterruptedException {
        while (true) {
            Optional<String> line = output.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException(name + " has said nothing for " + PATIENCE.toSeconds() + " seconds");
            }
            String text = line.orElseThrow(() -> new IllegalStateException(name + " ended; see its output above"));
            if (text.startsWith(beginning)) {
                return text.substring(beginning.length());
            }
            System.out.println(name + ": " + text);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(Optional::of).forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            output.add(Optional.of(e.toString()));
        } finally {
            output.add(Optional.empty());
        }
    }

    /** Ends its input and so itself; kills it if that takes long. */
    @Override
    public void close() throws IOException {
        try {
            input.close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
