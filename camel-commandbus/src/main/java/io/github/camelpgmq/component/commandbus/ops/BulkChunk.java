/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What a bulk action has done in one transaction.
 *
 * @param size commands looked at
 * @param last the place of the last of them; null = there was none
 * @param done commands acted on, as they are then
 */
record BulkChunk(int size, PageToken last, List<CommandMetadata> done, BulkTally tally) {

    private record Candidate(PageToken place, LockedCommand locked) {}

    static BulkChunk run(
            Connection connection, Selection selection, String domain, OperatorAction action, boolean dryRun)
            throws SQLException {
        List<Candidate> candidates = Jdbc.list(
                connection,
                selection.sql(),
                row -> {
                    CommandMetadata command = CommandRows.read(row);
                    return new Candidate(
                            new PageToken(
                                    Jdbc.instant(row, "created_at"), domain, row.getObject("command_id", UUID.class)),
                            command == null ? null : new LockedCommand(command, Jdbc.instant(row, "at")));
                },
                selection.parameters());
        PlannedAction plan = action.plan(
                connection,
                candidates.stream()
                        .map(Candidate::locked)
                        .filter(Objects::nonNull)
                        .toList());
        List<CommandMetadata> done = dryRun || plan.steps.isEmpty()
                ? plan.steps.stream().map(PlannedAction.Step::command).toList()
                : action.perform(connection, plan.steps);
        return new BulkChunk(
                candidates.size(),
                candidates.isEmpty()
                        ? null
                        : candidates.get(candidates.size() - 1).place(),
                dryRun ? List.of() : done,
                tally(candidates, plan, done));
    }

    private static BulkTally tally(List<Candidate> candidates, PlannedAction plan, List<CommandMetadata> done) {
        Set<UUID> acted = new HashSet<>();
        done.forEach(command -> acted.add(command.commandId()));
        BulkTally tally = new BulkTally();
        for (Candidate candidate : candidates) {
            String domain = candidate.place().domain();
            UUID id = candidate.place().id();
            if (acted.contains(id)) {
                tally.done(domain, id);
            } else if (candidate.locked() == null) {
                tally.skipped(domain, id, "It is no longer in troubleshooting, or somebody else is just acting on it");
            } else {
                RuntimeException refusal = plan.refused.get(candidate.locked().command());
                tally.skipped(
                        domain,
                        id,
                        (refusal == null ? RetryAction.gone(candidate.locked().command()) : refusal).getMessage());
            }
        }
        return tally;
    }
}
