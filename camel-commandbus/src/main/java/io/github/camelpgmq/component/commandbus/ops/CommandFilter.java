/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Which commands; a null means any. Immutable: a {@code with} method makes a changed copy.
 *
 * @param domains       none = every domain
 * @param errorCode     of the last failed attempt
 * @param createdFrom   inclusive
 * @param createdBefore exclusive
 * @param limit         most commands: of a page, 1 to {@value #MAX_LIMIT}, null = {@value #DEFAULT_LIMIT}; of a bulk action, null = all
 * @param after         {@code next} of the page before; null = from the newest on
 */
public record CommandFilter(
        List<String> domains,
        CommandStatus status,
        String commandType,
        String errorCode,
        Instant createdFrom,
        Instant createdBefore,
        UUID correlationId,
        UUID batchId,
        Integer limit,
        String after) {

    /** Rows of a page when nothing is said. */
    public static final int DEFAULT_LIMIT = 100;

    /** Most rows of a page. */
    public static final int MAX_LIMIT = 1000;

    /** Every command of every domain. */
    public static final CommandFilter ALL =
            new CommandFilter(List.of(), null, null, null, null, null, null, null, null, null);

    /** @throws IllegalArgumentException when a domain is not usable, the limit is below 1, or after is no token of a page */
    public CommandFilter {
        domains = domains == null
                ? List.of()
                : domains.stream()
                        .map(d -> new DomainName(d).name())
                        .distinct()
                        .sorted()
                        .toList();
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": expected is a number from 1 on");
        }
        PageToken.parse(after);
    }

    /** Every command of these domains; none = every domain. */
    public static CommandFilter of(String... domains) {
        return ALL.withDomains(List.of(domains));
    }

    /** Only commands of these domains; none = every domain. */
    public CommandFilter withDomains(List<String> value) {
        return with(copy -> copy.domains = value);
    }

    /** Only commands of this status; null = any. */
    public CommandFilter withStatus(CommandStatus value) {
        return with(copy -> copy.status = value);
    }

    /** Only commands of this type; null = any. */
    public CommandFilter withCommandType(String value) {
        return with(copy -> copy.commandType = value);
    }

    /** Only commands whose last failed attempt had this code; null = any. */
    public CommandFilter withErrorCode(String value) {
        return with(copy -> copy.errorCode = value);
    }

    /** Only commands created from the first time on and before the second, in database time; null = no bound. */
    public CommandFilter withCreated(Instant from, Instant before) {
        return with(copy -> {
            copy.createdFrom = from;
            copy.createdBefore = before;
        });
    }

    /** Only commands of this correlation; null = any. */
    public CommandFilter withCorrelationId(UUID value) {
        return with(copy -> copy.correlationId = value);
    }

    /** Only commands of this batch; null = any. */
    public CommandFilter withBatchId(UUID value) {
        return with(copy -> copy.batchId = value);
    }

    /** Most commands, see {@link #limit}; null = as many as nothing is said. */
    public CommandFilter withLimit(Integer value) {
        return with(copy -> copy.limit = value);
    }

    /** The page that follows the one which gave this as its {@code next}; null = the first page. */
    public CommandFilter withAfter(String value) {
        return with(copy -> copy.after = value);
    }

    private CommandFilter with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.filter();
    }

    /** Whether it leaves out any command of its domains by what the command is. */
    public boolean narrows() {
        return commandType != null
                || errorCode != null
                || createdFrom != null
                || createdBefore != null
                || correlationId != null
                || batchId != null;
    }

    /** Rows of a page. */
    int pageSize() {
        if (limit != null && limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit is " + limit + ": a page holds at most " + MAX_LIMIT + "; ask for more pages");
        }
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** @throws IllegalArgumentException when it asks for a status that no command in troubleshooting has */
    CommandFilter troubled() {
        if (status != null && status != CommandStatus.IN_TROUBLESHOOTING_QUEUE) {
            throw new IllegalArgumentException(
                    "status is " + status
                            + ": operators act on commands in troubleshooting, so leave it out or say IN_TROUBLESHOOTING_QUEUE");
        }
        return withStatus(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    /** What a {@code with} method changes. */
    private static final class Copy {

        private List<String> domains;
        private CommandStatus status;
        private String commandType;
        private String errorCode;
        private Instant createdFrom;
        private Instant createdBefore;
        private UUID correlationId;
        private UUID batchId;
        private Integer limit;
        private String after;

        private Copy(CommandFilter filter) {
            domains = filter.domains;
            status = filter.status;
            commandType = filter.commandType;
            errorCode = filter.errorCode;
            createdFrom = filter.createdFrom;
            createdBefore = filter.createdBefore;
            correlationId = filter.correlationId;
            batchId = filter.batchId;
            limit = filter.limit;
            after = filter.after;
        }

        private CommandFilter filter() {
            return new CommandFilter(
                    domains,
                    status,
                    commandType,
                    errorCode,
                    createdFrom,
                    createdBefore,
                    correlationId,
                    batchId,
                    limit,
                    after);
        }
    }
}
