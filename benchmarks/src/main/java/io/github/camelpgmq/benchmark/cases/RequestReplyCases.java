/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** Round trips of requests to a handler that gives back what it gets, when nothing else is to be done. */
public final class RequestReplyCases {

    static final String COMMANDS = "commandbus:bench/Probe";
    static final String COMMAND_QUEUE = "bench__commands";

    private static final String MESSAGES = "pgmq:" + LatencyCases.QUEUE;
    private static final String FROM_OTHER_JVM = ", caller in another JVM";
    private static final double MILLIS = 6;

    /** For fetching, listening, handling, sending, notifying and taking replies. */
    private static final int CONNECTIONS = 6;

    private RequestReplyCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        int requests = settings.scaled(200);
        return List.of(
                roundTrip("request-reply", "pgmq:", MESSAGES, ChildSender.How.REQUEST, requests),
                roundTrip("request-reply-command", "commandbus:", COMMANDS, ChildSender.How.COMMAND_REQUEST, requests));
    }

    private static Case roundTrip(String id, String scheme, String uri, ChildSender.How how, int requests) {
        String other = scheme + FROM_OTHER_JVM;
        return new Case(
                id,
                scheme + " request and reply, idle",
                "requests",
                List.of(
                        new Contestant(scheme, database -> withinJvm(database, uri, requests)),
                        new Contestant(other, database -> fromOtherJvm(database, uri, how, requests))),
                List.of(
                        Goal.latency(50, MILLIS),
                        Goal.atMost(
                                "p50 ms" + FROM_OTHER_JVM,
                                result -> result.contestant(other).latencyMillis(50),
                                MILLIS)),
                "From the call to the return with the reply, InOut with a reply queue of the caller's process. A request comes"
                        + " every 20 to 50 ms. Round trips of the other JVM are not counted.");
    }

    private static RoundRunner withinJvm(BenchmarkDatabase database, String uri, int requests) throws Exception {
        CamelNode node = handler(database, uri);
        Endpoint endpoint = node.camel().getEndpoint(uri);
        return round(requests, count -> SendTimes.measure(count, request(node.template(), endpoint)), node);
    }

    private static RoundRunner fromOtherJvm(BenchmarkDatabase database, String uri, ChildSender.How how, int requests)
            throws Exception {
        CamelNode node = handler(database, uri);
        return round(requests, new OtherJvm(database, how), node);
    }

    private static RoundRunner round(int requests, SendTimes.Sender caller, CamelNode node) {
        return new RoundRunner() {
            @Override
            public Sample run() throws Exception {
                long start = System.nanoTime();
                SendTimes times = caller.send(requests);
                long nanos = System.nanoTime() - start;
                long[] each = new long[requests];
                Arrays.setAll(each, i -> times.returned()[i] - times.called()[i]);
                return Sample.latencies(each, nanos);
            }

            @Override
            public void close() throws Exception {
                caller.close();
                node.close();
            }
        };
    }

    private static CamelNode handler(BenchmarkDatabase database, String uri) throws Exception {
        if (uri.equals(COMMANDS)) {
            createDomain(database);
        } else {
            LatencyCases.createQueue(database);
        }
        return new CamelNode(database, CONNECTIONS).with(new RouteBuilder() {
            @Override
            public void configure() {
                // The message that came is the reply.
                from(uri).process(exchange -> {});
            }
        });
    }

    /** Asks and checks the answer. */
    static SendTimes.Send request(ProducerTemplate template, Endpoint endpoint) {
        return number -> {
            String reply = template.requestBody(endpoint, Numbered.body(number), String.class);
            if (Numbered.number(reply) != number) {
                throw new IllegalStateException("The reply to request " + number + " is " + reply);
            }
        };
    }

    static void createDomain(BenchmarkDatabase database) {
        database.execute(
                "SELECT pgmq.create('" + COMMAND_QUEUE + "')",
                "SELECT pgmq.create('bench__replies')",
                new CommandBusSchema(CommandTables.DEFAULT).ddl());
    }
}
