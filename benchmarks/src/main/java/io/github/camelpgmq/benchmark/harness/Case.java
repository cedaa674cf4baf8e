/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.List;

/**
 * A question that is answered by letting contestants do the same work, in turn, on the same server.
 *
 * @param id          for choosing it and for file names: lower case, digits and dashes
 * @param title       as it stands in the reports
 * @param unit        what an operation is: messages, commands, requests
 * @param contestants ours first
 * @param goals       what ours is to reach; may be empty
 * @param notes       what a reader must know to understand the numbers; may be empty
 */
public record Case(String id, String title, String unit, List<Contestant> contestants, List<Goal> goals, String notes) {

    public Case {
        if (!id.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("The id of a case is lower case, digits and dashes, not '" + id + "'");
        }
        contestants = List.copyOf(contestants);
        goals = List.copyOf(goals);
    }
}
