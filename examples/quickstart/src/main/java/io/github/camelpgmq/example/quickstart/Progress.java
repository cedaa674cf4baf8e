/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Waits for commands, and shows that something happens; all waiting together is bounded. */
final class Progress {

    private static final long POLL_MILLIS = 50;

    private final CommandBus bus;
    private final String domain;
    private final Console console;
    private final Duration limit;
    private final long startedAt = System.nanoTime();
    private long quartersShown;

    Progress(CommandBus bus, String domain, Console console, Duration limit) {
        this.bus = bus;
        this.domain = domain;
        this.console = console;
        this.limit = limit;
    }

    /** Waits until none of the domain's commands is pending or in progress. */
    void awaitSettled(long commands) {
        await("all " + commands + " commands have an outcome or wait for an operator", () -> {
            long settled = settled();
            showQuarter(settled, commands);
            return settled >= commands;
        });
    }

    void awaitStatus(UUID id, CommandStatus status) {
        await("command " + id + " is " + status, () -> bus.get(domain, id)
                .map(CommandMetadata::status)
                .filter(status::equals)
                .isPresent());
    }

    private long settled() {
        Map<CommandStatus, Long> counts = bus.countByStatus(domain);
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey() != CommandStatus.PENDING && entry.getKey() != CommandStatus.IN_PROGRESS)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void showQuarter(long settled, long commands) {
        long quarters = settled * 4 / commands;
        if (quarters > quartersShown) {
            quartersShown = quarters;
            console.line("  %3d %%  %d of %d commands settled", settled * 100 / commands, settled, commands);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startedAt > limit.toNanos()) {
                throw new QuickstartFailure("Not reached within " + limit.toSeconds() + " s: " + what + "; now "
                        + bus.countByStatus(domain));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartFailure("Interrupted while waiting for commands");
        }
    }
}
