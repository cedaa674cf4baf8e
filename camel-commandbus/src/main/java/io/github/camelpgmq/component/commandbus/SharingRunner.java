/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets the commands of one fetch share a transaction, but for those that must not take others with them. */
final class SharingRunner implements CommandRunner {

    private final CommandRunner alone;
    private final Supplier<SharedTransaction> transactions;
    private final BooleanSupplier pausing;

    /** @param pausing whether commands that have not started are to be given back */
    SharingRunner(CommandRunner alone, Supplier<SharedTransaction> transactions, BooleanSupplier pausing) {
        this.alone = alone;
        this.transactions = transactions;
        this.pausing = pausing;
    }

    @Override
    public void run(Attempt attempt) {
        alone.run(attempt);
    }

    @Override
    public void runAll(List<Attempt> attempts) {
        List<Attempt> together = new ArrayList<>();
        List<Attempt> single = new ArrayList<>();
        attempts.forEach(attempt -> (mayShare(attempt) ? together : single).add(attempt));
        if (together.size() == 1) {
            single.addAll(together);
        } else if (!together.isEmpty()) {
            transactions.get().run(together, pausing);
        }
        for (Attempt attempt : single) {
            if (pausing.getAsBoolean()) {
                attempt.inFlight().giveBack();
            } else {
                run(attempt);
            }
        }
    }

    /**
     * A commit that fails costs all an attempt. Whatever made it fail is alone the next time, and a command's only attempt is not
     * risked for others.
     */
    private static boolean mayShare(Attempt attempt) {
        return attempt.command().command().attempts() == 1
                && attempt.command().command().maxAttempts() > 1;
    }

    @Override
    public boolean holdsConnection() {
        return true;
    }
}
