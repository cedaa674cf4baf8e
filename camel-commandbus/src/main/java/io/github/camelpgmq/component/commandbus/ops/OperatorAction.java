/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What an operator does with commands of one domain, with one or with many by the same statements. Thread-safe. */
interface OperatorAction {

    /** Names it, as in "Cannot retry command". */
    String verb();

    /** The status it leads to. */
    CommandStatus target();

    /** Finds out what can be done; changes nothing. */
    PlannedAction plan(Connection connection, List<LockedCommand> commands) throws SQLException;

    /**
     * Does it, by one statement.
     *
     * @return the commands as they are then; one that is missing was left as it was, because its message is gone
     */
    List<CommandMetadata> perform(Connection connection, List<PlannedAction.Step> steps) throws SQLException;
}
