/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.support.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.ProducerTemplate;

/** A JVM of its own that sends requests, all at once, and tells how many were answered rightly. */
public final class CommandRequester {

    private static final String RESULT = "right=";

    private CommandRequester() {}

    /** @param arguments URL, user, password, the endpoint to call, how many times, the first number to send */
    public static void main(String[] arguments) {
        try (CommandBusNode node = CommandBusNode.of(arguments)) {
            int right = rightAnswers(
                    node.template(), arguments[3], Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
            System.out.println(RESULT + right);
        }
    }

    /** Sends numbers, and counts how many have come back to who has sent them. */
    public static int rightAnswers(ProducerTemplate template, String endpoint, int count, int first) {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(template.asyncRequestBody(endpoint, "{\"n\":" + (first + i) + "}", String.class));
        }
        int right = 0;
        for (int i = 0; i < count; i++) {
            Number answer = (Number) JsonBodies.scalars(answers.get(i).join()).get("n");
            right += answer.intValue() == first + i ? 1 : 0;
        }
        return right;
    }

    public static ChildJvm start(PgmqDatabase database, String endpoint, int count, int first) throws IOException {
        return ChildJvm.start(CommandRequester.class, database, endpoint, String.valueOf(count), String.valueOf(first));
    }

    /** Waits until it has all its answers. */
    public static int awaitRightAnswers(ChildJvm process) {
        return Integer.parseInt(process.awaitLine(RESULT).substring(RESULT.length()));
    }
}
