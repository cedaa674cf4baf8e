/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PgBouncer in transaction mode before a server, with two server connections for each database. */
public final class PgBouncer implements AutoCloseable {

    private static final String UNPRIVILEGED = "nobody";

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where it is installed, if it is (Debian: package pgbouncer). */
    public static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param directory for its files, of its own */
    public static PgBouncer start(PGSimpleDataSource server, Path directory) throws IOException {
        int port = freePort();
        Path settings = directory.resolve("pgbouncer.ini");
        Files.writeString(
                settings,
                """
                [databases]
                * = host=%s port=%d user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 2
                max_client_conn = 200
                ignore_startup_parameters = extra_float_digits
                """
                        .formatted(
                                server.getServerNames()[0],
                                server.getPortNumbers()[0],
                                server.getUser(),
                                server.getPassword(),
                                port));
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root.
            UserPrincipal user =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED);
            Files.setOwner(directory, user);
            Files.setOwner(settings, user);
            command.addAll(List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--clear-groups"));
        }
        command.addAll(List.of(program().orElseThrow().toString(), settings.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        PgBouncer pooler = new PgBouncer(process, port);
        Awaitility.await("PgBouncer on port " + port)
                .atMost(Duration.ofSeconds(20))
                .until(pooler::answers);
        return pooler;
    }

    /** The same database through the pooler. */
    public PGSimpleDataSource through(PGSimpleDataSource direct, int prepareThreshold) {
        direct.setServerNames(new String[] {"127.0.0.1"});
        direct.setPortNumbers(new int[] {port});
        direct.setPrepareThreshold(prepareThreshold);
        return direct;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
