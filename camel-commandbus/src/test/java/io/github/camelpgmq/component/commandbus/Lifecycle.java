/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Transition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** The life of a command as the component's page shows it. */
final class Lifecycle {

    private static final String OUTSIDE = "[*]";

    private Lifecycle() {}

    /** A diagram in the language of Mermaid, with one line for each two statuses. */
    static String diagram() {
        String edges = Transition.ALL.stream()
                .collect(groupingBy(
                        one -> name(one.from()) + " --> " + name(one.to()), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(edge -> "    " + edge.getKey() + " : " + label(edge.getValue()) + "\n")
                .collect(joining());
        String ends = Arrays.stream(CommandStatus.values())
                .filter(CommandStatus::terminal)
                .map(status -> "    " + status + " --> " + OUTSIDE + "\n")
                .collect(joining());
        return "[[lifecycle-mermaid]]\n[source,mermaid]\n----\nstateDiagram-v2\n" + edges + ends + "----";
    }

    /** The same for readers. */
    static String table() {
        return Transition.ALL.stream()
                .map(one -> "| %s\n| %s\n| %s\n| %s\n\n"
                        .formatted(
                                one.from() == null ? "" : "`" + one.from() + "`",
                                "`" + one.to() + "`",
                                one.when(),
                                one.events().stream()
                                        .map(event -> "`" + event + "`")
                                        .collect(joining(", "))))
                .collect(joining(
                        "",
                        "[cols=\"3,3,5,4\",options=\"header\"]\n|===\n| From | To | When | Audit rows\n\n",
                        "|==="));
    }

    private static String label(List<Transition> transitions) {
        return transitions.stream()
                .map(one -> one.events().stream().map(AuditEvent::name).collect(joining(" + ")))
                .distinct()
                .collect(joining(", "));
    }

    private static String name(CommandStatus status) {
        return status == null ? OUTSIDE : status.name();
    }
}
