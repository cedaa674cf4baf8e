/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Another JVM with the class path of the tests. It tells by lines on its standard output how far it is, is told by lines
 * on its standard input what to do, and is killed when this is closed.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Thread reader;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private ChildJvm(Process process) {
        this.process = process;
        reader = new Thread(this::read, "child-jvm-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a class with a main method, whose arguments begin with the database: see {@link #database}. */
    public static ChildJvm start(Class<?> main, PgmqDatabase database, String... arguments) throws IOException {
        return start(List.of(), main, database, arguments);
    }

    /** The same with options of the JVM. */
    public static ChildJvm start(List<String> options, Class<?> main, PgmqDatabase database, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add(main.getName());
        all.addAll(List.of(database.jdbcUrl(), database.username(), Objects.toString(database.password(), "")));
        all.addAll(List.of(arguments));
        return start(Path.of("."), Map.of(), all);
    }

    /**
     * Starts Java.
     *
     * @param directory   the working directory
     * @param environment variables that it has beside those of this JVM
     * @param arguments   those of the command java, options first, but for the class path
     */
    public static ChildJvm start(Path directory, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", classPath()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** In the child: the database that it was started with. @param arguments JDBC URL, user and password, which others may follow */
    public static DataSource database(String... arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser(arguments[1]);
        database.setPassword(arguments[2]);
        return database;
    }

    /** Waits for a line of its output that contains the text; returns the line. */
    public String awaitLine(String text) {
        Awaitility.await("the line '" + text + "' of a child JVM")
                .atMost(PATIENCE)
                .failFast("it ended before", () -> assertThat(process.isAlive() || says(text))
                        .as(String.join(System.lineSeparator(), output))
                        .isTrue())
                .untilAsserted(() -> assertThat(says(text))
                        .as(String.join(System.lineSeparator(), output))
                        .isTrue());
        return output.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** Waits until it has ended by itself; returns what it has printed. */
    public String awaitEnd() throws InterruptedException {
        Awaitility.await("the end of a child JVM").atMost(PATIENCE).untilAsserted(() -> assertThat(process.isAlive())
                .as(String.join(System.lineSeparator(), output))
                .isFalse());
        reader.join();
        return String.join(System.lineSeparator(), output);
    }

    /** What its end has told the system; 0 after a success. */
    public int exitCode() {
        return process.exitValue();
    }

    private boolean says(String text) {
        return output.stream().anyMatch(line -> line.contains(text));
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws IOException {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(line + "\n");
        input.flush();
    }

    /** Kills it as kill -9 does, and waits for its end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            output.add(e.toString());
        }
    }

    /** Surefire may start its JVM with a jar that only names the class path. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
