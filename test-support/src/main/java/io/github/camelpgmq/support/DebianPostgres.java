/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of Debian's PostgreSQL 15, with its extensions, in a directory of its own. */
public final class DebianPostgres implements AutoCloseable {

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final Path EXTENSIONS = Path.of("/usr/share/postgresql/15/extension");
    private static final String USER = "postgres";

    private final Path directory;
    private final int port;

    private DebianPostgres(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Whether the server and the extension are installed. */
    public static boolean has(String extension) {
        return Files.isExecutable(PROGRAMS.resolve("initdb"))
                && Files.isReadable(EXTENSIONS.resolve(extension + ".control"));
    }

    public static DebianPostgres start() throws IOException {
        Path directory = Files.createTempDirectory("debian-postgres");
        if (root()) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        DebianPostgres server = new DebianPostgres(directory, freePort());
        try {
            server.run("initdb", "-D", server.data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
            server.startProcess();
        } catch (IOException e) {
            server.delete();
            throw e;
        }
        return server;
    }

    /** The same data as a hot standby whose primary is away; {@code pg_promote()} makes it a primary again. */
    public void restartAsStandby() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop");
        Files.createFile(directory.resolve("data").resolve("standby.signal"));
        startProcess();
    }

    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName("postgres");
        dataSource.setUser(USER);
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        delete();
    }

    private void startProcess() throws IOException {
        run(
                "pg_ctl",
                "-D",
                data(),
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + directory + " -c listen_addresses=localhost -c fsync=off",
                "-w",
                "start");
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (root()) {
            // PostgreSQL refuses to run as root.
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        // Not a pipe: the server would keep it open.
        Path output = Files.createTempFile("debian-postgres", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IOException(command + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
