/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes names for temporary reply queues: {@code <owner>__replies_<hexadecimal digits>}. */
final class TemporaryQueueName {

    /** What all these names contain. */
    static final String INFIX = "__replies_";

    private static final int MOST_DIGITS = 32;
    private static final int FEWEST_DIGITS = 16;

    private static final Pattern ANY =
            Pattern.compile(".*" + INFIX + "[0-9a-f]{" + FEWEST_DIGITS + "," + MOST_DIGITS + "}");

    private TemporaryQueueName() {}

    static boolean isOne(String queue) {
        return ANY.matcher(queue).matches();
    }

    /** @param owner what the name begins with; cut where PGMQ's limit of length demands it */
    static QueueName next(String owner) {
        int longest = QueueName.MAX_LENGTH - INFIX.length() - FEWEST_DIGITS;
        String prefix = owner.substring(0, Math.min(owner.length(), longest)) + INFIX;
        String digits = UUID.randomUUID().toString().replace("-", "");
        return QueueName.of(
                prefix + digits.substring(0, Math.min(MOST_DIGITS, QueueName.MAX_LENGTH - prefix.length())));
    }
}
