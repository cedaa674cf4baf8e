/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** A JVM of its own that sends requests, all at once, and tells how many were answered rightly. */
public final class RequesterProcess {

    private static final String RESULT = "answered=";

    private RequesterProcess() {}

    /** @param arguments URL, user, password, the endpoint to call, how many times, the first number to send */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[4]);
        int first = Integer.parseInt(arguments[5]);
        try (HikariDataSource pool = ConnectionPool.open("other", arguments[0], arguments[1], arguments[2], 10)) {
            CamelContext camel = RequestReplyTestBase.context(pool);
            ProducerTemplate template = camel.createProducerTemplate();
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(template.asyncRequestBody(arguments[3], "{\"n\":" + (first + i) + "}"));
            }
            int right = 0;
            for (int i = 0; i < count; i++) {
                Object answer = answers.get(i).join();
                right += RequestReplyTestBase.number(answer.toString()) == first + i ? 1 : 0;
            }
            System.out.println(RESULT + right);
            camel.stop();
        }
    }

    static Process start(String url, String user, String password, String endpoint, int count, int first)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                RequesterProcess.class.getName()));
        command.addAll(Arrays.asList(
                url, user, password == null ? "" : password, endpoint, String.valueOf(count), String.valueOf(first)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits for the end and says how many requests were answered rightly. */
    static int answered(Process process) {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return output.lines()
                    .filter(line -> line.startsWith(RESULT))
                    .mapToInt(line -> Integer.parseInt(line.substring(RESULT.length())))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
