/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The commands of one domain: queue, metadata, audit and replies, changed together, each method of its parts by one statement. Thread-safe:
 * it holds no state but its texts.
 */
public final class CommandStore {

    private final CommandSql sql;
    private final SendStatements sending;
    private final ClaimStatements claims;
    private final IntakeStatements intake;
    private final AdoptionStatements adoption;
    private final LeaseStatements leases;
    private final OutcomeStatements outcomes;
    private final BatchStatements batches;
    private final PauseStatements pauses;
    private final RetentionStatements retention;

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
        sql = new CommandSql(new DomainName(domain), tables, archive);
        sending = new SendStatements(sql);
        intake = new IntakeStatements(sql);
        adoption = new AdoptionStatements(sql);
        leases = new LeaseStatements(sql);
        outcomes = new OutcomeStatements(sql);
        claims = new ClaimStatements(sql, outcomes);
        batches = new BatchStatements(sql);
        pauses = new PauseStatements(sql);
        retention = new RetentionStatements(sql);
    }

    /** The domain and its queues. */
    public DomainName domain() {
        return sql.domain();
    }

    /** The tables in use. */
    public CommandTables tables() {
        return sql.tables();
    }

    /** The archive table of the domain's commands, quoted for SQL. */
    public String archiveTableSql() {
        return QueueName.of(domain().commandQueue()).archiveTable();
    }

    /** Sends commands. */
    public SendStatements sending() {
        return sending;
    }

    /** Reads and claims commands. */
    public ClaimStatements claims() {
        return claims;
    }

    /** Deals with messages that a claim has left. */
    public IntakeStatements intake() {
        return intake;
    }

    /** Makes the metadata of commands that came without. */
    public AdoptionStatements adoption() {
        return adoption;
    }

    /** Renews and returns leases. */
    public LeaseStatements leases() {
        return leases;
    }

    /** Ends attempts. */
    public OutcomeStatements outcomes() {
        return outcomes;
    }

    /** Opens, closes and completes batches. */
    public BatchStatements batches() {
        return batches;
    }

    /** Pauses commands and puts them aside meanwhile. */
    public PauseStatements pauses() {
        return pauses;
    }

    /** Removes what is old. */
    public RetentionStatements retention() {
        return retention;
    }

    /** Creates the domain's two queues where they are missing; several starters may do so at once. */
    public void createQueues(Connection connection) throws SQLException {
        QueueCatalog.createIfMissing(connection, QueueName.of(domain().commandQueue()));
        QueueCatalog.createIfMissing(connection, QueueName.of(domain().replyQueue()));
    }
}
