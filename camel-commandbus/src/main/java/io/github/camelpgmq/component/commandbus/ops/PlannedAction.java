/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an action will do with some commands, and why it cannot with others. Not thread-safe. */
final class PlannedAction {

    /** @param json the message to send, or the reply */
    record Step(CommandMetadata command, String json) {}

    final List<Step> steps = new ArrayList<>();
    final Map<CommandMetadata, RuntimeException> refused = new LinkedHashMap<>();
}
