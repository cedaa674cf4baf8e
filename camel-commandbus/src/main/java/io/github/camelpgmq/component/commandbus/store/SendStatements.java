/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.DuplicateCommandException;
import io.github.camelpgmq.component.commandbus.InvalidBatchStateException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;

/**
 * Sends the commands of one domain.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's, which can go on after every exception of the command bus. Thread-safe.
 */
public final class SendStatements {

    private static final String UNIQUE_VIOLATION = "23505";

    final String sendAutocommit;
    final String sendInTransaction;
    final String sendToBatchAutocommit;
    final String sendToBatchInTransaction;
    final String sendAll;
    final String sendNew;
    final String sendAllToBatches;
    final String sendNewToBatches;
    final String existing;
    final String batchStates;

    private final DomainName domain;
    private final CommandTables tables;

    SendStatements(CommandSql sql) {
        this.domain = sql.domain();
        this.tables = sql.tables();
        sendAutocommit = sql.fill(SendSql.one(false, false));
        sendInTransaction = sql.fill(SendSql.one(true, false));
        sendToBatchAutocommit = sql.fill(SendSql.one(false, true));
        sendToBatchInTransaction = sql.fill(SendSql.one(true, true));
        sendAll = sql.fill(SendSql.all(false, false));
        sendNew = sql.fill(SendSql.all(true, false));
        sendAllToBatches = sql.fill(SendSql.all(false, true));
        sendNewToBatches = sql.fill(SendSql.all(true, true));
        existing = sql.fill(SendSql.EXISTING);
        batchStates = sql.fill(SendSql.BATCH_STATES);
    }

    /**
     * Sends a command: message, metadata and audit in one statement.
     *
     * @return the message id
     * @throws DuplicateCommandException  when the id exists; nothing was sent
     * @throws InvalidBatchStateException when the command names a batch that takes no commands; nothing was sent
     */
    public long send(Connection connection, NewCommand command) throws SQLException {
        Sent sent = sendOne(connection, command);
        if (sent == null) {
            throw refused(connection, List.of(command.batchId()));
        }
        if (!sent.inserted()) {
            throw new DuplicateCommandException(domain.name(), command.id());
        }
        return sent.msgId();
    }

    /**
     * Sends all of the commands or, when the id of one exists or comes twice, none.
     *
     * @return what was sent, in the order of the commands
     * @throws DuplicateCommandException  naming every id that exists or came twice; nothing was sent
     * @throws InvalidBatchStateException when a command names a batch that takes no commands; nothing was sent
     */
    public List<SentCommand> sendAll(Connection connection, List<NewCommand> commands) throws SQLException {
        if (commands.isEmpty()) {
            return List.of();
        }
        return connection.getAutoCommit() ? sendAllAtOnce(connection, commands) : sendAllIn(connection, commands);
    }

    /** A duplicate ends the statement, and with it all that it did. */
    private List<SentCommand> sendAllAtOnce(Connection connection, List<NewCommand> commands) throws SQLException {
        try {
            return results(commands, attempt(connection, commands, false), Map.of());
        } catch (SQLException e) {
            List<UUID> duplicates = isDuplicate(e) ? duplicates(connection, commands) : List.of();
            if (duplicates.isEmpty()) {
                throw e;
            }
            throw new DuplicateCommandException(domain.name(), duplicates);
        }
    }

    /** An error would end the caller's transaction, so a duplicate must not be one. */
    private List<SentCommand> sendAllIn(Connection connection, List<NewCommand> commands) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            List<Sent> sent = attempt(connection, commands, true);
            List<UUID> duplicates = duplicates(commands, sent);
            if (!duplicates.isEmpty()) {
                throw new DuplicateCommandException(domain.name(), duplicates);
            }
            connection.releaseSavepoint(before);
            return results(commands, sent, Map.of());
        } catch (CommandBusException e) {
            connection.rollback(before);
            connection.releaseSavepoint(before);
            throw e;
        }
    }

    /** The ids that exist or come twice. */
    private List<UUID> duplicates(Connection connection, List<NewCommand> commands) throws SQLException {
        List<UUID> ids = commands.stream().map(NewCommand::id).toList();
        Set<UUID> seen = new HashSet<>(existing(connection, ids).keySet());
        return ids.stream().filter(id -> !seen.add(id)).distinct().toList();
    }

    /**
     * Sends those of the commands whose ids are new; of commands with the same id the first one.
     *
     * @return what was sent and the state of what existed, in the order of the commands
     * @throws InvalidBatchStateException when a command names a batch that takes no commands; nothing was sent
     */
    public List<SentCommand> sendNew(Connection connection, List<NewCommand> commands) throws SQLException {
        if (commands.isEmpty()) {
            return List.of();
        }
        List<Sent> sent = attempt(connection, commands, true);
        List<UUID> duplicates = duplicates(commands, sent);
        return results(commands, sent, duplicates.isEmpty() ? Map.of() : existing(connection, duplicates));
    }

    /** The state of the commands that exist, by id. */
    private Map<UUID, CommandMetadata> existing(Connection connection, Collection<UUID> ids) throws SQLException {
        return Jdbc.list(connection, existing, CommandRows::read, Jdbc.array(connection, "uuid", ids, id -> id))
                .stream()
                .collect(Collectors.toMap(CommandMetadata::commandId, Function.identity()));
    }

    /** Null when the command names a batch that takes no commands. */
    private Sent sendOne(Connection connection, NewCommand command) throws SQLException {
        boolean autocommit = connection.getAutoCommit();
        List<Object> parameters = new ArrayList<>();
        if (command.batchId() != null) {
            parameters.add(command.batchId());
        }
        Collections.addAll(
                parameters,
                command.bodyJson(),
                command.headersJson(),
                until(command.delay()),
                millis(command.delay()),
                command.id(),
                command.type(),
                command.maxAttempts(),
                command.replyQueue(),
                command.correlationId(),
                command.batchId());
        try {
            return Jdbc.first(
                    connection, one(autocommit, command.batchId() != null), SendStatements::sent, parameters.toArray());
        } catch (SQLException e) {
            if (autocommit && isDuplicate(e)) {
                throw new DuplicateCommandException(domain.name(), command.id());
            }
            throw e;
        }
    }

    private String one(boolean autocommit, boolean toBatch) {
        if (toBatch) {
            return autocommit ? sendToBatchAutocommit : sendToBatchInTransaction;
        }
        return autocommit ? sendAutocommit : sendInTransaction;
    }

    private String all(boolean tolerateDuplicates, boolean toBatches) {
        if (toBatches) {
            return tolerateDuplicates ? sendNewToBatches : sendAllToBatches;
        }
        return tolerateDuplicates ? sendNew : sendAll;
    }

    private static Sent sent(ResultSet row) throws SQLException {
        return new Sent(row.getLong("msg_id"), row.getBoolean("inserted"));
    }

    /** Duplicates that are tolerated are not sent, and that is all that becomes of them here. */
    private List<Sent> attempt(Connection connection, List<NewCommand> commands, boolean tolerateDuplicates)
            throws SQLException {
        List<UUID> batches = commands.stream()
                .map(NewCommand::batchId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<Object> parameters = new ArrayList<>(List.of(
                Jdbc.array(connection, "text", commands, NewCommand::bodyJson),
                Jdbc.array(connection, "text", commands, NewCommand::headersJson),
                Jdbc.array(connection, "timestamptz", commands, c -> until(c.delay())),
                Jdbc.array(connection, "int8", commands, c -> millis(c.delay())),
                Jdbc.array(connection, "uuid", commands, NewCommand::id),
                Jdbc.array(connection, "text", commands, NewCommand::type),
                Jdbc.array(connection, "int4", commands, NewCommand::maxAttempts),
                Jdbc.array(connection, "text", commands, NewCommand::replyQueue),
                Jdbc.array(connection, "uuid", commands, NewCommand::correlationId),
                Jdbc.array(connection, "uuid", commands, NewCommand::batchId)));
        if (!batches.isEmpty()) {
            parameters.add(Jdbc.array(connection, "uuid", batches, id -> id));
            parameters.add((long) batches.size());
        }
        parameters.add((long) commands.size());
        List<Sent> sent = Jdbc.list(
                connection, all(tolerateDuplicates, !batches.isEmpty()), SendStatements::sent, parameters.toArray());
        if (sent.size() != commands.size()) {
            throw batches.isEmpty()
                    ? new CommandBusException("pgmq.send_batch has sent " + sent.size() + " of " + commands.size()
                            + " messages to queue '" + domain.commandQueue() + "'; roll back")
                    : refused(connection, batches);
        }
        return sent;
    }

    private InvalidBatchStateException refused(Connection connection, List<UUID> batches) throws SQLException {
        Map<UUID, String> states = new TreeMap<>();
        Jdbc.list(
                connection,
                batchStates,
                row -> states.put(row.getObject("batch_id", UUID.class), row.getString("status")),
                Jdbc.array(connection, "uuid", batches, id -> id));
        for (UUID batch : batches) {
            String status = states.get(batch);
            if (status == null) {
                return new InvalidBatchStateException(
                        domain.name(), batch, "does not exist; create it before commands are sent to it");
            }
            if (!"PENDING".equals(status)) {
                return new InvalidBatchStateException(
                        domain.name(),
                        batch,
                        "is closed (" + status + ") and takes no more commands; create another one");
            }
        }
        return new InvalidBatchStateException(
                domain.name(), batches.get(0), "has changed at the same moment; send the commands again");
    }

    private List<SentCommand> results(List<NewCommand> commands, List<Sent> sent, Map<UUID, CommandMetadata> existing) {
        List<SentCommand> results = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            NewCommand command = commands.get(i);
            results.add(
                    sent.get(i).inserted()
                            ? new SentCommand(
                                    command.id(),
                                    command.correlationId(),
                                    sent.get(i).msgId(),
                                    CommandStatus.PENDING,
                                    false)
                            : duplicate(command.id(), existing.get(command.id())));
        }
        return results;
    }

    private SentCommand duplicate(UUID id, CommandMetadata command) {
        if (command == null) {
            throw new CommandBusException("Command " + id + " of domain " + domain.name()
                    + " existed when it was to be sent and was deleted at the same moment; send it again");
        }
        return new SentCommand(id, command.correlationId(), command.msgId(), command.status(), true);
    }

    private static List<UUID> duplicates(List<NewCommand> commands, List<Sent> sent) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            if (!sent.get(i).inserted()) {
                ids.add(commands.get(i).id());
            }
        }
        return ids.stream().distinct().toList();
    }

    private record Sent(long msgId, boolean inserted) {}

    private static OffsetDateTime until(Delay delay) {
        return delay.until() == null ? null : delay.until().atOffset(ZoneOffset.UTC);
    }

    private static long millis(Delay delay) {
        return delay.duration() == null ? 0 : Durations.millis(delay.duration());
    }

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
}
