/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.DuplicateCommandException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.postgresql.util.PSQLException;

/**
 * The commands of one domain: queue, metadata, audit and replies, changed together, each method by one statement.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Every method that takes a lease acts only while the message still has the read count of that lease; when it has not, the method
 * writes nothing and says so. Thread-safe: it holds no state but its texts.
 */
public final class CommandStore {

    /** Error code of a message that is not a valid command. */
    public static final String MALFORMED = "MALFORMED";

    /** Error code of a command whose attempts ended without a recorded error. */
    public static final String ATTEMPTS_EXHAUSTED = "ATTEMPTS_EXHAUSTED";

    private static final String UNIQUE_VIOLATION = "23505";

    private final DomainName domain;
    private final CommandTables tables;
    private final CommandSql sql;

    /** A store that deletes the messages of finished commands. */
    public CommandStore(String domain, CommandTables tables) {
        this(domain, tables, false);
    }

    /**
     * @param domain  {@link DomainName}
     * @param archive keep the messages of finished commands in PGMQ's archive instead of deleting them
     * @throws IllegalArgumentException when the domain is not usable
     */
    public CommandStore(String domain, CommandTables tables, boolean archive) {
        this.domain = new DomainName(domain);
        this.tables = tables;
        this.sql = new CommandSql(this.domain, tables, archive);
    }

    /** The domain and its queues. */
    public DomainName domain() {
        return domain;
    }

    /** The tables in use. */
    public CommandTables tables() {
        return tables;
    }

    /** The archive table of the domain's commands, quoted for SQL. */
    public String archiveTableSql() {
        return QueueName.of(domain.commandQueue()).archiveTable();
    }

    /**
     * Sends a command: message, metadata and audit in one statement.
     *
     * @return the message id
     * @throws DuplicateCommandException when the id exists; nothing was sent, and a caller's transaction can go on
     */
    public long send(Connection connection, NewCommand command) throws SQLException {
        boolean autocommit = connection.getAutoCommit();
        Sent sent;
        try {
            sent = Jdbc.first(
                    connection,
                    autocommit ? sql.sendAutocommit : sql.sendInTransaction,
                    row -> new Sent(row.getLong("msg_id"), row.getBoolean("inserted")),
                    command.bodyJson(),
                    command.headersJson(),
                    Jdbc.millis(command.delay()),
                    command.id(),
                    command.type(),
                    command.maxAttempts(),
                    command.replyQueue(),
                    command.correlationId(),
                    command.batchId());
        } catch (SQLException e) {
            if (autocommit && isDuplicate(e)) {
                throw new DuplicateCommandException(domain.name(), command.id());
            }
            throw e;
        }
        if (sent == null || !sent.inserted()) {
            throw new DuplicateCommandException(domain.name(), command.id());
        }
        return sent.msgId();
    }

    private record Sent(long msgId, boolean inserted) {}

    private boolean isDuplicate(SQLException e) {
        if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
            return false;
        }
        if (e instanceof PSQLException error && error.getServerErrorMessage() != null) {
            String table = error.getServerErrorMessage().getTable();
            return table == null
                    || tables.command().equals(table)
                    || tables.command().endsWith("." + table);
        }
        return true;
    }

    /**
     * Reads up to {@code limit} messages and claims what can be claimed: attempt counted, IN_PROGRESS, audit RECEIVED.
     *
     * @param visibilityTimeout the lease, rounded up to whole seconds
     */
    public List<FetchedCommand> claim(Connection connection, int limit, Duration visibilityTimeout)
            throws SQLException {
        if (limit < 1) {
            return List.of();
        }
        return Jdbc.list(
                connection, sql.claim, CommandStore::fetched, Jdbc.wholeSeconds(visibilityTimeout), limit, (long)
                        limit);
    }

    /**
     * Completes what has finished, then reads and claims more, in one round trip and one commit.
     *
     * @param completed may be empty: then only a claim
     * @param limit     may be 0: then only completions
     */
    public ClaimResult claim(Connection connection, List<Completion> completed, int limit, Duration visibilityTimeout)
            throws SQLException {
        if (completed.isEmpty()) {
            return new ClaimResult(List.of(), claim(connection, limit, visibilityTimeout));
        }
        if (limit < 1) {
            return new ClaimResult(complete(connection, completed), List.of());
        }
        List<Object> parameters = completionParameters(connection, completed);
        parameters.add(Jdbc.wholeSeconds(visibilityTimeout));
        parameters.add(limit);
        parameters.add((long) limit);
        List<Long> done = new ArrayList<>();
        List<FetchedCommand> fetched = new ArrayList<>();
        Jdbc.list(
                connection,
                sql.completeAndClaim,
                row -> row.getBoolean("is_completion") ? done.add(row.getLong("msg_id")) : fetched.add(fetched(row)),
                parameters.toArray());
        return new ClaimResult(done, fetched);
    }

    /**
     * Completes commands: message off the queue, COMPLETED, audit, reply.
     *
     * @return message ids of those that were completed; one that is missing had lost its lease and left no trace
     */
    public List<Long> complete(Connection connection, List<Completion> completed) throws SQLException {
        if (completed.isEmpty()) {
            return List.of();
        }
        return Jdbc.list(
                connection,
                sql.complete,
                row -> row.getLong("msg_id"),
                completionParameters(connection, completed).toArray());
    }

    private static List<Object> completionParameters(Connection connection, List<Completion> completed)
            throws SQLException {
        // One order for everybody who locks several messages, so that two of them cannot wait for each other.
        List<Completion> sorted = completed.stream()
                .sorted(Comparator.comparingLong(c -> c.lease().messageId()))
                .toList();
        List<Object> parameters = new ArrayList<>();
        parameters.add(Jdbc.array(connection, "int8", sorted, c -> c.lease().messageId()));
        parameters.add(Jdbc.array(connection, "int4", sorted, c -> c.lease().readCount()));
        parameters.add(Jdbc.array(connection, "uuid", sorted, Completion::commandId));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyQueue));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyJson));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyHeadersJson));
        return parameters;
    }

    /**
     * Locks an unclaimed message and its command row until the caller's transaction ends and tells what they are.
     *
     * @throws IllegalStateException when the connection is in autocommit, where the locks would not last
     */
    public Examination examine(Connection connection, FetchedCommand fetched) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "examine needs a transaction: call setAutoCommit(false) on the connection first");
        }
        return Jdbc.first(
                connection,
                sql.examine,
                row -> new Examination(row.getObject("held") != null, CommandRows.read(row)),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId());
    }

    /**
     * Claims one command that the fused claim left, also a suspect: attempt counted, IN_PROGRESS, audit RECEIVED, a new lease.
     *
     * @return the claimed command; empty when its lease is lost, its attempts are used up or its status does not allow it
     */
    public Optional<FetchedCommand> claimOne(Connection connection, FetchedCommand fetched, Duration visibilityTimeout)
            throws SQLException {
        return Optional.ofNullable(Jdbc.first(
                connection,
                sql.claimOne,
                row -> fetched.claimedAs(CommandRows.read(row), Jdbc.instant(row, "vt"), row.getBoolean("suspect")),
                Jdbc.millis(visibilityTimeout),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId()));
    }

    /**
     * Makes metadata for a valid message that came without (PENDING, no attempt); audit ADOPTED.
     *
     * @param message the parsed body; its {@code replyTo} becomes the reply queue
     * @return false when the lease is lost or the metadata exist by now
     */
    public boolean adopt(Connection connection, FetchedCommand fetched, CommandMessage message, int maxAttempts)
            throws SQLException {
        return done(
                connection,
                sql.adopt,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                message.commandId(),
                message.commandType(),
                maxAttempts,
                message.replyTo(),
                message.correlationId());
    }

    /** Archives a second delivery of a command that has its outcome or waits for an operator; false when the lease is lost. */
    public boolean disposeDuplicate(Connection connection, FetchedCommand fetched) throws SQLException {
        return dispose(connection, fetched, AuditEvent.DUPLICATE_DISPOSED);
    }

    /** Archives a message whose command is carried by another message now; false when the lease is lost. */
    public boolean disposeStale(Connection connection, FetchedCommand fetched) throws SQLException {
        return dispose(connection, fetched, AuditEvent.STALE_DISPOSED);
    }

    private boolean dispose(Connection connection, FetchedCommand fetched, AuditEvent event) throws SQLException {
        return done(
                connection,
                sql.dispose,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                event.name());
    }

    /**
     * Archives a message that is not a valid command as it came, and lists it for the operator: the command row that it has, or a new one
     * under the id that it names, or under a generated id when it names none that is free. Error code {@link #MALFORMED}.
     *
     * @return the id under which it is listed; empty when the lease is lost
     */
    public Optional<UUID> quarantine(Connection connection, FetchedCommand fetched, MalformedCommandException why)
            throws SQLException {
        CommandError error = new CommandError("PERMANENT", MALFORMED, why.getMessage());
        Quarantined result = Jdbc.first(
                connection,
                sql.quarantine,
                row -> new Quarantined(row.getObject("command_id", UUID.class)),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                UUID.randomUUID(),
                CommandMessage.typeOf(fetched.bodyJson()),
                1,
                error.type(),
                error.code(),
                error.message());
        if (result == null) {
            return Optional.empty();
        }
        if (result.commandId() == null) {
            throw new CommandBusException(
                    "Malformed message " + fetched.lease().messageId() + " of domain " + domain.name()
                            + " could not be listed: command " + fetched.commandId()
                            + " changed at the same moment. Roll back; the message comes again");
        }
        return Optional.of(result.commandId());
    }

    private record Quarantined(UUID commandId) {}

    /**
     * Sets a command aside whose attempts are used up: message archived, IN_TROUBLESHOOTING_QUEUE. The error of the last failed attempt
     * stays; without one the code is {@link #ATTEMPTS_EXHAUSTED}.
     *
     * @return false when the lease is lost or attempts are left
     */
    public boolean exhaust(Connection connection, FetchedCommand fetched) throws SQLException {
        return done(
                connection,
                sql.exhaust,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                "TRANSIENT",
                "Every attempt ended without an outcome, as when the process is killed");
    }

    /**
     * Plans the next attempt: message invisible for {@code delay}, PENDING, the error kept, audits FAILED and RETRY_SCHEDULED.
     *
     * @return false when the lease is lost; nothing was written
     */
    public boolean retryLater(Connection connection, FetchedCommand claimed, CommandError error, Duration delay)
            throws SQLException {
        return done(
                connection,
                sql.retryLater,
                Jdbc.millis(delay),
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                Jdbc.millis(delay));
    }

    /**
     * Leaves a command to the operators: message archived, IN_TROUBLESHOOTING_QUEUE, the error kept, audit MOVED_TO_TSQ, no reply.
     *
     * @param exhausted the last attempt failed: audit FAILED too
     * @return false when the lease is lost; nothing was written
     */
    public boolean toTroubleshooting(
            Connection connection, FetchedCommand claimed, CommandError error, boolean exhausted) throws SQLException {
        return done(
                connection,
                sql.toTroubleshooting,
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                exhausted);
    }

    /**
     * Fails a command for good: FAILED, message off the queue, audit BUSINESS_RULE_FAILED, reply.
     *
     * @param replyQueue null = no reply
     * @return false when the lease is lost; nothing was written
     */
    public boolean failBusiness(
            Connection connection, FetchedCommand claimed, CommandError error, String replyQueue, String replyJson)
            throws SQLException {
        return failBusiness(connection, claimed, error, replyQueue, replyJson, null);
    }

    /**
     * As {@link #failBusiness(Connection, FetchedCommand, CommandError, String, String)} with headers for the reply.
     *
     * @param replyHeadersJson a JSON object as text; null = none
     */
    public boolean failBusiness(
            Connection connection,
            FetchedCommand claimed,
            CommandError error,
            String replyQueue,
            String replyJson,
            String replyHeadersJson)
            throws SQLException {
        return done(
                connection,
                sql.failBusiness,
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                replyQueue,
                replyJson,
                replyHeadersJson);
    }

    /** Notes in the audit that this worker lost its lease. */
    public void leaseLost(Connection connection, FetchedCommand claimed) throws SQLException {
        done(
                connection,
                sql.leaseLost,
                claimed.commandId(),
                claimed.lease().messageId(),
                claimed.lease().readCount());
    }

    /**
     * Returns messages that were fetched but never started: visible after {@code delay}; a claimed command gets its attempt back, with audit
     * RELEASED. A claimed suspect stays IN_PROGRESS, which is what makes it a suspect. May be repeated: the attempt is given back once.
     *
     * @return message ids that were still held
     */
    public List<Long> release(Connection connection, List<FetchedCommand> unstarted, Duration delay)
            throws SQLException {
        if (unstarted.isEmpty()) {
            return List.of();
        }
        List<FetchedCommand> sorted = unstarted.stream()
                .sorted(Comparator.comparingLong(f -> f.lease().messageId()))
                .toList();
        return Jdbc.list(
                connection,
                sql.release,
                row -> row.getLong("msg_id"),
                Jdbc.array(connection, "int8", sorted, f -> f.lease().messageId()),
                Jdbc.array(connection, "int4", sorted, f -> f.lease().readCount()),
                Jdbc.array(connection, "uuid", sorted, FetchedCommand::commandId),
                Jdbc.array(connection, "bool", sorted, FetchedCommand::claimed),
                Jdbc.array(connection, "bool", sorted, FetchedCommand::suspect),
                Jdbc.millis(delay));
    }

    /**
     * Renews leases.
     *
     * @return message ids that are still held
     */
    public List<Long> renew(Connection connection, List<Lease> leases, Duration visibilityTimeout) throws SQLException {
        if (leases.isEmpty()) {
            return List.of();
        }
        List<Lease> sorted = leases.stream()
                .sorted(Comparator.comparingLong(Lease::messageId))
                .toList();
        return Jdbc.list(
                connection,
                sql.renew,
                row -> row.getLong("msg_id"),
                Jdbc.array(connection, "int8", sorted, Lease::messageId),
                Jdbc.array(connection, "int4", sorted, Lease::readCount),
                Jdbc.millis(visibilityTimeout));
    }

    /** Milliseconds until the next message that is invisible now becomes visible, by the database's clock; empty when there is none. */
    public OptionalLong millisUntilNextVisible(Connection connection) throws SQLException {
        Long millis = Jdbc.first(connection, sql.nextVisible, row -> row.getLong("millis"));
        return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    /** Creates the domain's two queues where they are missing; several starters may do so at once. */
    public void createQueues(Connection connection) throws SQLException {
        QueueCatalog.createIfMissing(connection, QueueName.of(domain.commandQueue()));
        QueueCatalog.createIfMissing(connection, QueueName.of(domain.replyQueue()));
    }

    private static boolean done(Connection connection, String sql, Object... parameters) throws SQLException {
        return Jdbc.first(connection, sql, row -> true, parameters) != null;
    }

    private static FetchedCommand fetched(ResultSet row) throws SQLException {
        CommandMetadata command = CommandRows.read(row);
        return new FetchedCommand(
                new Lease(row.getLong("msg_id"), row.getInt("read_ct")),
                Jdbc.instant(row, "enqueued_at"),
                Jdbc.instant(row, "vt"),
                row.getString("message"),
                row.getString("headers"),
                row.getObject("command_id", UUID.class),
                command,
                false);
    }
}
