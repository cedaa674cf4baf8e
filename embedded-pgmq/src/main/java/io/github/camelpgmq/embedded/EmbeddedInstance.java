/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL from the class path, unpacked and started by this JVM. */
final class EmbeddedInstance implements PostgresInstance {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedInstance.class);

    private final EmbeddedPostgres postgres;
    private final DataDirectory directory;

    private EmbeddedInstance(EmbeddedPostgres postgres, DataDirectory directory) {
        this.postgres = postgres;
        this.directory = directory;
    }

    static EmbeddedInstance start(PgmqServerConfig config) {
        checkPort(config.port());
        Map<String, String> settings = config.effectiveSettings();
        Map<String, String> commandLine = CommandLineSettings.of(settings);
        WorkDirectory work = WorkDirectory.open(config.directory());
        DataDirectory directory = work.newDataDirectory();
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(directory.log().toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(work.programs().toFile())
                .setDataDirectory(directory.data())
                .setDataDirectoryCustomizer(created -> configure(created.toPath(), settings))
                .setRegisterShutdownHook(false)
                .setPGStartupWait(config.startupTimeout())
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPort(config.port());
        commandLine.forEach(builder::setServerConfig);
        try {
            return new EmbeddedInstance(builder.start(), directory);
        } catch (IOException | RuntimeException | ExceptionInInitializerError e) {
            String said = directory.logTail();
            discard(directory);
            throw EmbeddedFailures.explain(e, config, said);
        }
    }

    @Override
    public ConnectionSettings admin() {
        return ConnectionSettings.parse(
                "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", "postgres");
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public boolean outlivesUs() {
        return false;
    }

    @Override
    public void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            LOG.warn("Could not stop the embedded PostgreSQL, see {}: {}", directory.log(), e.toString());
            return;
        }
        delete(directory);
    }

    /** What did not get ready may be running all the same. */
    private static void discard(DataDirectory directory) {
        try {
            if (!Orphans.stop(directory.data())) {
                LOG.warn("The PostgreSQL that did not get ready still runs in {}: stop it by hand", directory.data());
                return;
            }
        } catch (IOException e) {
            LOG.debug("Could not read the process number in {}", directory.data(), e);
        }
        delete(directory);
    }

    private static void delete(DataDirectory directory) {
        try {
            directory.delete();
        } catch (IOException e) {
            LOG.warn("Files of the embedded PostgreSQL are left in {}: {}", directory.data(), e.toString());
        }
    }

    private static void checkPort(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            LOG.debug("Port {} is free", probe.getLocalPort());
        } catch (IOException e) {
            throw new PgmqServerException(
                    "port " + port + " cannot be used (" + e.getMessage()
                            + "): stop the program that holds it, or set pgmq.port to another port (0 = a free one)",
                    e);
        }
    }

    /** In the file and not on the command line, which goes through a shell. */
    private static void configure(Path data, Map<String, String> settings) {
        try {
            Path extensions = data.resolve("embedded-pgmq");
            PgmqFiles.unpack(extensions);
            Map<String, String> all = new LinkedHashMap<>();
            all.put("extension_control_path", extensions + File.pathSeparator + "$system");
            all.putAll(settings);
            List<String> lines = all.entrySet().stream()
                    .map(setting -> setting.getKey() + " = '"
                            + setting.getValue().replace("\\", "\\\\").replace("'", "''") + "'")
                    .toList();
            Files.write(data.resolve("postgresql.conf"), lines, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
