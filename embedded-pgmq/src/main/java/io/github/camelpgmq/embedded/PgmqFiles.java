/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** PGMQ's own extension files, carried in this jar. */
final class PgmqFiles {

    private PgmqFiles() {}

    static String version() {
        return read("version").trim();
    }

    /** The script that makes the schema pgmq; one statement list, meant for a single execution. */
    static String script() {
        return read(scriptName());
    }

    /**
     * Writes the files as PostgreSQL looks for them.
     *
     * @param directory the directory for {@code extension_control_path}
     */
    static void unpack(Path directory) throws IOException {
        Path extension = Files.createDirectories(directory.resolve("extension"));
        Files.writeString(extension.resolve("pgmq.control"), read("pgmq.control"));
        Files.writeString(extension.resolve(scriptName()), script());
    }

    private static String scriptName() {
        return "pgmq--" + version() + ".sql";
    }

    private static String read(String name) {
        try (InputStream in = PgmqFiles.class.getResourceAsStream("pgmq/" + name)) {
            if (in == null) {
                throw new PgmqServerException("the jar of embedded-pgmq lacks PGMQ's file " + name
                        + ": build the module embedded-pgmq with Maven, which fetches it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
