/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one embedded server: the data, a log beside it, and a lock file that the JVM keeps locked, so that others
 * can tell a living server from what a killed JVM has left.
 */
final class DataDirectory {

    static final String LOCK_SUFFIX = ".lock";

    // Opening and closing a lock file of our own would give the lock up, on POSIX systems.
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();
    private static final int LOG_LINES_SHOWN = 12;

    private final Path data;
    private final FileChannel lock;

    private DataDirectory(Path data, FileChannel lock) {
        this.data = data;
        this.lock = lock;
    }

    /** Only names the data directory, PostgreSQL makes it; the lock file is there and locked afterwards. */
    static DataDirectory create(Path root) throws IOException {
        Path data = root.resolve("data-" + UUID.randomUUID());
        Path lockFile = sibling(data, LOCK_SUFFIX);
        LOCKED_HERE.add(lockFile);
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        return new DataDirectory(data, lock);
    }

    static boolean isLockedHere(Path lockFile) {
        return LOCKED_HERE.contains(lockFile);
    }

    static Path dataOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK_SUFFIX.length()));
    }

    /** Deletes what belongs to a lock file, the lock file last. */
    static void delete(Path lockFile) throws IOException {
        Path data = dataOf(lockFile);
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(sibling(data, ".log"));
        Files.deleteIfExists(lockFile);
    }

    Path data() {
        return data;
    }

    Path log() {
        return sibling(data, ".log");
    }

    /** The end of the log; empty if there is none. */
    String logTail() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LOG_LINES_SHOWN))
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return "";
        }
    }

    void delete() throws IOException {
        Path lockFile = sibling(data, LOCK_SUFFIX);
        lock.close();
        delete(lockFile);
        LOCKED_HERE.remove(lockFile);
    }

    private static Path sibling(Path data, String suffix) {
        return data.resolveSibling(data.getFileName() + suffix);
    }
}
