/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Commands with these ids exist in the domain already, or one id came twice in a batch; nothing was sent. */
public class DuplicateCommandException extends CommandBusException {

    private static final long serialVersionUID = 1L;
    private static final int NAMED = 5;

    private final String domain;
    private final UUID[] commandIds;

    /** For a single command. */
    public DuplicateCommandException(String domain, UUID commandId) {
        this(
                domain,
                List.of(commandId),
                "Command " + commandId + " exists in domain " + domain
                        + " already; nothing was sent. Use a new id for a new command.");
    }

    /** @param commandIds of commands that were sent together, at least one */
    public DuplicateCommandException(String domain, List<UUID> commandIds) {
        this(domain, commandIds, text(domain, commandIds));
    }

    /** @param note what became of the rest of the batch */
    DuplicateCommandException(DuplicateCommandException cause, String note) {
        this(cause.domain, cause.getCommandIds(), cause.getMessage() + note);
        initCause(cause);
    }

    private DuplicateCommandException(String domain, List<UUID> commandIds, String message) {
        super(message);
        this.domain = domain;
        this.commandIds = commandIds.toArray(new UUID[0]);
    }

    private static String text(String domain, List<UUID> ids) {
        String named = ids.stream().limit(NAMED).map(UUID::toString).collect(Collectors.joining(", "));
        String more = ids.size() > NAMED ? " and " + (ids.size() - NAMED) + " more" : "";
        return "Ids that exist in domain " + domain + " already, or came twice: " + ids.size() + " (" + named + more
                + "). What was sent together with them was not sent. Use new ids for new commands, or onDuplicate=ignore";
    }

    /** The commands' domain. */
    public String getDomain() {
        return domain;
    }

    /** The command's id, the first one of several. */
    public UUID getCommandId() {
        return commandIds[0];
    }

    /** The ids of all duplicates of the chunk that was refused, in its order. */
    public List<UUID> getCommandIds() {
        return List.of(commandIds);
    }
}
