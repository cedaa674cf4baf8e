/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.QueueMetrics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/** The tables at the end. */
final class Report {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final CommandBus bus;
    private final String domain;
    private final Console console;

    Report(CommandBus bus, String domain, Console console) {
        this.bus = bus;
        this.domain = domain;
        this.console = console;
    }

    void troubleshooting(List<TroubleshootingItem> items) {
        TextTable table = new TextTable("command", "type", "attempts", "error", "message", "data");
        for (TroubleshootingItem item : items) {
            CommandMetadata command = item.command();
            table.row(
                    command.commandId(),
                    command.commandType(),
                    command.attempts(),
                    command.lastErrorCode(),
                    command.lastErrorMessage(),
                    item.dataJson());
        }
        console.table("Troubleshooting queue: what waits for an operator", table);
    }

    void refused(CommandMetadata command) {
        console.table(
                "A business rule refused this one, after its UPDATE: the UPDATE is rolled back",
                new TextTable("command", "status", "error", "message")
                        .row(
                                command.commandId(),
                                command.status(),
                                command.lastErrorCode(),
                                command.lastErrorMessage()));
    }

    void statuses() {
        TextTable table = new TextTable("status", "commands");
        bus.countByStatus(domain).forEach(table::row);
        console.table("Commands by status", table);
    }

    void auditTrail(String title, UUID id) {
        TextTable table = new TextTable("time", "event", "details");
        for (AuditEntry entry : bus.auditTrail(domain, id)) {
            table.row(TIME.format(entry.timestamp()), entry.eventType(), entry.detailsJson());
        }
        console.table(title, table);
    }

    void queue() {
        QueueMetrics metrics = bus.queueMetrics(domain);
        console.table(
                "PGMQ's figures of the command queue",
                new TextTable("queue", "length", "visible", "ever sent")
                        .row(metrics.queueName(), metrics.length(), metrics.visibleLength(), metrics.totalMessages()));
    }

    void throughput(long commands, Duration elapsed) {
        double seconds = elapsed.toMillis() / 1000.0;
        console.title("Throughput");
        console.line(
                "  %d commands in %.2f s, retries included: %.0f commands/s (one sender, 8 handlers; not a benchmark)",
                commands, seconds, commands / seconds);
    }

    void money(Ledger ledger, BigDecimal actual, long differences) {
        console.table(
                "Does the money add up?",
                new TextTable("", "amount")
                        .row("opening balances", ledger.opening())
                        .row("+ completed credits", ledger.credits())
                        .row("- completed debits", ledger.debits())
                        .row("= expected", ledger.expectedSum())
                        .row("sum of the balances in the database", actual)
                        .row("accounts with a wrong balance", differences));
    }
}
