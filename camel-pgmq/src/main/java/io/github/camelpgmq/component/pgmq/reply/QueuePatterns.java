/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A list of queue names in which {@code *} stands for any characters, also none. Immutable. */
public final class QueuePatterns {

    private final List<Pattern> patterns;

    private QueuePatterns(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * Reads a comma-separated list, such as {@code *__replies*,answers}. An empty list matches nothing.
     *
     * @param list the patterns; blanks around them do not count
     */
    public static QueuePatterns parse(String list) {
        return new QueuePatterns(Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .map(QueuePatterns::compile)
                .toList());
    }

    /** Whether one of the patterns matches the whole name. */
    public boolean matches(String queue) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(queue).matches());
    }

    private static Pattern compile(String glob) {
        return Pattern.compile(
                Arrays.stream(glob.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
