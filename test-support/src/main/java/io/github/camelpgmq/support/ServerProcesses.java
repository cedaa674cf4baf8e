/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of a PostgreSQL server on this machine. */
public final class ServerProcesses {

    private final Server server;
    private final Optional<ProcessHandle> postmaster;

    private ServerProcesses(Server server, Optional<ProcessHandle> postmaster) {
        this.server = server;
        this.postmaster = postmaster;
    }

    public static ServerProcesses of(Server server) {
        long pid = server.number("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)");
        return new ServerProcesses(
                server,
                ProcessHandle.of(pid)
                        .filter(process -> process.info().command().orElse("").contains("postgres")));
    }

    /** False if the server runs elsewhere or belongs to another user. */
    public boolean reachable() {
        return postmaster.isPresent();
    }

    /** Stops all processes where they are, as a frozen virtual machine does. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Makes the server crash: it ends all connections, empties unlogged tables and replays its log. */
    public void crash() {
        long pid = server.number("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private void signal(String name) throws IOException, InterruptedException {
        ProcessHandle main = postmaster.orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(main), main.descendants())
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).start().waitFor();
    }
}
