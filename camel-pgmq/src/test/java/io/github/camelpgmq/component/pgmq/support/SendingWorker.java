/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Scanner;

/** A sender in a JVM of its own: sends one message for each line it reads. Arguments: JDBC URL, user, password, queue. */
public final class SendingWorker {

    public static final String READY = "sender is ready";

    private SendingWorker() {}

    public static void main(String[] arguments) throws Exception {
        try (CamelNode node = CamelNode.of(arguments);
                Scanner lines = new Scanner(System.in)) {
            System.out.println(READY);
            while (lines.hasNextLine()) {
                node.send(QueueName.of(arguments[3]), "", lines.nextLine());
            }
        }
    }
}
