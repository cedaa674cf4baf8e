/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.support.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A JVM of its own that sends requests, all at once, and tells how many were answered rightly. */
public final class RequesterProcess {

    private static final String RESULT = "answered=";

    private RequesterProcess() {}

    /** @param arguments URL, user, password, the endpoint to call, how many times, the first number to send */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[4]);
        int first = Integer.parseInt(arguments[5]);
        try (CamelNode node = CamelNode.of(arguments)) {
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(node.template().asyncRequestBody(arguments[3], "{\"n\":" + (first + i) + "}"));
            }
            int right = 0;
            for (int i = 0; i < count; i++) {
                Object answer = answers.get(i).join();
                right += numberIn(answer.toString()) == first + i ? 1 : 0;
            }
            System.out.println(RESULT + right);
        }
    }

    public static ChildJvm start(PgmqDatabase database, String endpoint, int count, int first) throws IOException {
        return ChildJvm.start(RequesterProcess.class, database, endpoint, String.valueOf(count), String.valueOf(first));
    }

    /** Waits until it has all its answers and says how many of them were right. */
    public static int answered(ChildJvm process) {
        return Integer.parseInt(process.awaitLine(RESULT).substring(RESULT.length()));
    }

    /** The only number in a JSON object. */
    public static int numberIn(String json) {
        return ((Number) JsonBodies.scalars(json).values().iterator().next()).intValue();
    }
}
