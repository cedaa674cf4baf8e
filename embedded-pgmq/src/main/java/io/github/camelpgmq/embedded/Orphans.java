/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Servers whose JVM was killed: still running, or only their files. */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final int STOP_SECONDS = 5;

    private Orphans() {}

    /** Stops and deletes them; whatever does not work is left for the next time. */
    static void remove(Path root) {
        try (Stream<Path> files = Files.list(root)) {
            files.filter(file -> file.getFileName().toString().endsWith(DataDirectory.LOCK_SUFFIX))
                    .filter(lockFile -> !DataDirectory.isLockedHere(lockFile))
                    .forEach(Orphans::removeUnlessLocked);
        } catch (IOException e) {
            LOG.debug("Could not look for servers of killed JVMs in {}", root, e);
        }
    }

    private static void removeUnlessLocked(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && stop(DataDirectory.dataOf(lockFile))) {
                DataDirectory.delete(lockFile);
                LOG.debug("Removed the server of a killed JVM: {}", lockFile);
            }
        } catch (IOException e) {
            LOG.debug("Could not remove the server of a killed JVM: {}", lockFile, e);
        }
    }

    /** Returns whether no server uses the data any more. */
    static boolean stop(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return true;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> process = lines.isEmpty() ? Optional.empty() : process(lines.get(0));
        if (process.isEmpty()) {
            return true;
        }
        // The number may belong to another program by now.
        String command = process.get().info().commandLine().orElse("");
        if (!command.contains(data.getFileName().toString())) {
            return !command.isEmpty();
        }
        process.get().destroy();
        return ended(process.get());
    }

    private static Optional<ProcessHandle> process(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid.trim()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
