/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the example does, step by step. For one run. */
final class Scenario {

    static final String DOMAIN = "payments";

    private static final int TRANSFERS = 200;
    private static final int FLAKY_EVERY = 10;
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private final CommandBus bus;
    private final Accounts accounts;
    private final PaymentSender sender;
    private final Console console;
    private final Progress progress;
    private final Report report;
    private final Ledger ledger = new Ledger();
    private long sent;
    private UUID retried;

    Scenario(CommandBus bus, Accounts accounts, PaymentSender sender, Console console) {
        this.bus = bus;
        this.accounts = accounts;
        this.sender = sender;
        this.console = console;
        progress = new Progress(bus, DOMAIN, console, LIMIT);
        report = new Report(bus, DOMAIN, console);
    }

    /** @throws QuickstartFailure when something is not as it must be; the message names it */
    void run() throws SQLException, JsonProcessingException {
        long startedAt = System.nanoTime();
        sendTransfers();
        UUID overdraft = send(sender.debit(Payment.of(1, "5000.00")));
        Payment wrong = Payment.of(2, "-25.00");
        UUID invalid = send(sender.debit(wrong));
        console.line("  %d commands sent in %d ms", sent, since(startedAt).toMillis());
        progress.awaitSettled(sent);
        Duration elapsed = since(startedAt);
        long handled = sent;

        report.refused(require(overdraft, CommandStatus.FAILED));
        repair(invalid, wrong.withAmount("25.00"));
        request(Payment.of(3, "10.00"));

        report.statuses();
        report.auditTrail("Audit trail of a command that failed once and was retried", retried);
        report.auditTrail("Audit trail of the command that the operator repaired", invalid);
        report.queue();
        report.throughput(handled, elapsed);
        checkStatuses();
        checkMoney();
    }

    private void sendTransfers() {
        console.title("Sending " + TRANSFERS + " transfers, each a debit and a credit; every " + FLAKY_EVERY
                + "th debit meets a payment gateway that does not answer at first");
        for (int n = 0; n < TRANSFERS; n++) {
            BigDecimal amount = BigDecimal.valueOf(100 + n * 37 % 900, 2);
            Payment debit = new Payment(1 + n % Accounts.COUNT, amount, n % FLAKY_EVERY == 0);
            Payment credit = new Payment(1 + (n * 7 + 3) % Accounts.COUNT, amount, false);
            UUID id = send(sender.debit(debit));
            send(sender.credit(credit));
            ledger.debit(debit);
            ledger.credit(credit);
            retried = debit.flaky() && retried == null ? id : retried;
        }
    }

    private UUID send(UUID id) {
        sent++;
        return id;
    }

    private void repair(UUID invalid, Payment repaired) throws JsonProcessingException {
        List<TroubleshootingItem> items =
                bus.troubleshooting().list(CommandFilter.of(DOMAIN)).items();
        report.troubleshooting(items);
        if (items.size() != 1 || !items.get(0).command().commandId().equals(invalid)) {
            throw new QuickstartFailure("Exactly the command " + invalid + " should wait for an operator");
        }
        bus.troubleshooting().retry(DOMAIN, invalid, repaired.toJson(), "quickstart", "the sign was wrong");
        progress.awaitStatus(invalid, CommandStatus.COMPLETED);
        ledger.debit(repaired);
        console.line("  -> amount edited to %s, sent again, %s", repaired.amount(), CommandStatus.COMPLETED);
    }

    private void request(Payment payment) {
        console.title("Request and reply: debit account " + payment.account() + " by " + payment.amount());
        String reply = sender.requestDebit(payment);
        sent++;
        ledger.debit(payment);
        console.line("  reply: %s", reply);
    }

    private CommandMetadata require(UUID id, CommandStatus status) {
        CommandMetadata command =
                bus.get(DOMAIN, id).orElseThrow(() -> new QuickstartFailure("Command " + id + " is lost"));
        if (command.status() != status) {
            throw new QuickstartFailure("Command " + id + " is " + command.status() + ", it should be " + status);
        }
        return command;
    }

    private void checkStatuses() {
        Map<CommandStatus, Long> counts = bus.countByStatus(DOMAIN);
        long completed = counts.getOrDefault(CommandStatus.COMPLETED, 0L);
        if (completed != sent - 1) {
            throw new QuickstartFailure((sent - 1) + " of " + sent + " commands should be COMPLETED: " + counts);
        }
    }

    private void checkMoney() throws SQLException {
        Map<Integer, BigDecimal> balances = accounts.balances();
        BigDecimal sum = balances.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        long differences = ledger.differences(balances);
        report.money(ledger, sum, differences);
        if (sum.compareTo(ledger.expectedSum()) != 0 || differences > 0) {
            throw new QuickstartFailure("The money does not add up: expected " + ledger.expectedSum() + ", found " + sum
                    + ", " + differences + " accounts with a wrong balance");
        }
        console.line("  Yes, to the cent, on all %d accounts.", balances.size());
    }

    private static Duration since(long startedAt) {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }
}
