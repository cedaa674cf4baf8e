/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Finds commands of one, several or all domains, page by page. The order is one over all domains: newest first, then domain, then id. Each
 * domain contributes the first rows of an index, so a page costs about as much as its rows, however many there are. Reads only; thread-safe.
 */
public final class CommandSearch {

    private static final String ORDER =
            ") AS p ORDER BY p.c_created_at DESC, p.c_domain COLLATE \"C\", p.c_command_id LIMIT ?::integer";

    private final CommandTables tables;

    /** Over all domains that these tables hold. */
    public CommandSearch(CommandTables tables) {
        this.tables = tables;
    }

    /**
     * A page of commands. Of the criteria, domain, time, correlation and batch are looked up; status, type and error code are looked for
     * among the commands that those leave, newest first, so give a range of time with what is rare.
     */
    public Page<CommandMetadata> find(Connection connection, CommandFilter filter) throws SQLException {
        List<DomainName> domains = Domains.of(connection, filter);
        if (domains.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Selection selection = select(filter, domains);
        List<CommandMetadata> rows = Jdbc.list(connection, selection.sql(), CommandRows::read, selection.parameters());
        return PageToken.page(rows, filter.pageSize(), CommandSearch::place);
    }

    /**
     * A page of the commands that wait for an operator, with their payloads. A command that another program has put into troubleshooting
     * without an error type is not listed; {@link #find} has it.
     *
     * @throws IllegalArgumentException when the filter asks for another status
     */
    public Page<TroubleshootingItem> troubleshooting(Connection connection, CommandFilter filter) throws SQLException {
        List<DomainName> domains = Domains.of(connection, filter);
        if (domains.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Selection selection = selectTroubled(filter, domains);
        List<TroubleshootingItem> rows = Jdbc.list(
                connection,
                selection.sql(),
                row -> new TroubleshootingItem(
                        CommandRows.read(row),
                        row.getString("data"),
                        row.getString("message"),
                        Jdbc.instant(row, "archived_at")),
                selection.parameters());
        return PageToken.page(rows, filter.pageSize(), item -> place(item.command()));
    }

    /**
     * How many commands wait for an operator; the filter's limit and place in the list are not used.
     *
     * @throws IllegalArgumentException when the filter asks for another status
     */
    public long countTroubleshooting(Connection connection, CommandFilter filter) throws SQLException {
        Object[] domains =
                Domains.of(connection, filter).stream().map(DomainName::name).toArray();
        Selection selection = Selection.troubled(tables, filter)
                .add(
                        "SELECT count(*) AS n FROM " + tables.commandSql() + " AS c WHERE c.domain = ANY (?::text[])",
                        connection.createArrayOf("text", domains))
                .matching();
        return Jdbc.first(connection, selection.sql(), row -> row.getLong("n"), selection.parameters());
    }

    Selection select(CommandFilter filter, List<DomainName> domains) {
        return eachDomain(
                filter,
                domains,
                Selection.of(tables, filter).add("SELECT p.* FROM ("),
                (selection, domain) -> selection.first(
                        CommandRows.columns("c"), domain, PageToken.parse(filter.after()), filter.pageSize() + 1));
    }

    Selection selectTroubled(CommandFilter filter, List<DomainName> domains) {
        String payload =
                """
                SELECT p.*, CASE WHEN p.a_msg_id IS NULL THEN NULL ELSE coalesce(p.message->'data', 'null'::jsonb) END AS data
                FROM (""";
        return eachDomain(
                filter,
                domains,
                Selection.troubled(tables, filter).add(payload),
                // The payload is found by the archive's key, never by what is in it, and for the rows of the page
                // alone.
                (selection, domain) -> selection
                        .add("SELECT " + CommandRows.columns("c")
                                + ", a.msg_id AS a_msg_id, a.message, a.archived_at FROM (")
                        .first("c.*", domain, PageToken.parse(filter.after()), filter.pageSize() + 1)
                        .add(") AS c LEFT JOIN LATERAL (SELECT r.msg_id, r.message, r.archived_at FROM "
                                + QueueName.of(domain.commandQueue()).archiveTable()
                                + " AS r WHERE r.msg_id = c.msg_id LIMIT 1) AS a ON true"));
    }

    private static Selection eachDomain(
            CommandFilter filter,
            List<DomainName> domains,
            Selection selection,
            BiFunction<Selection, DomainName, Selection> select) {
        String separator = "(";
        for (DomainName domain : domains) {
            select.apply(selection.add(separator), domain).add(")");
            separator = " UNION ALL (";
        }
        return selection.add(ORDER, filter.pageSize() + 1);
    }

    private static PageToken place(CommandMetadata command) {
        return new PageToken(command.createdAt(), command.domain(), command.commandId());
    }
}
