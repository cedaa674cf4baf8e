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
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;

/** How soon a message is in the route when consumer and database have nothing else to do. */
public final class LatencyCases {

    static final String QUEUE = "bench";

    private static final String URI = "pgmq:" + QUEUE;
    /** For fetching, listening, sending and notifying. */
    private static final int CONNECTIONS = 4;

    private static final String PAUSES = " A message comes every 20 to 50 ms.";

    private LatencyCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        int messages = settings.scaled(200);
        return List.of(sameJvm(messages), otherJvm(messages), delayed(settings.scaled(100)), command(messages));
    }

    private static Case sameJvm(int messages) {
        return new Case(
                "latency-same-jvm",
                "pgmq: latency, sender and consumer in one JVM, idle",
                "messages",
                List.of(new Contestant("pgmq:", database -> withinJvm(database, messages))),
                List.of(Goal.latency(50, 1.5)),
                "From the return of send, which is a few hundredths of a millisecond after the commit, to the entry of the"
                        + " route." + PAUSES);
    }

    private static Case otherJvm(int messages) {
        return new Case(
                "latency-other-jvm",
                "pgmq: latency, sender in another JVM, idle",
                "messages",
                List.of(
                        new Contestant("pgmq:", database -> fromOtherJvm(database, URI, messages)),
                        new Contestant(
                                "pgmq: polling every 0.1 s",
                                database -> fromOtherJvm(database, URI + "?notify=false&pollInterval=100ms", messages)),
                        new Contestant("raw send, notify, read", database -> rawQueue(database, messages)),
                        new Contestant(
                                "raw pg_notify, call to woken", database -> rawNotification(database, messages))),
                List.of(Goal.latency(50, 3.5), Goal.latency(99, 12)),
                "From the return of send in the other JVM to the entry of the route; both read the machine's monotonic clock."
                        + " The first raw one sends and notifies in one transaction, and its receiver reads when it is woken."
                        + " The last one is from the call of pg_notify, so with its commit, until the listener has the"
                        + " notification; there is no queue." + PAUSES
                        + " Round trips of the other JVM are not counted.");
    }

    private static Case delayed(int messages) {
        return new Case(
                "latency-delayed",
                "pgmq: lateness of delayed messages",
                "messages",
                List.of(new Contestant("pgmq:", database -> delayed(database, messages))),
                List.of(Goal.latency(99, 20)),
                "From the time of the call of send plus the delay to the entry of the route. Messages are sent 20 at once with"
                        + " delays of 0.3 to 1.3 s, then nothing until all have come.");
    }

    private static Case command(int messages) {
        return new Case(
                "latency-command",
                "commandbus: latency, sender and handler in one JVM, idle",
                "commands",
                List.of(new Contestant("commandbus:", database -> commandWithinJvm(database, messages))),
                List.of(),
                "From the return of send to the entry of the route; the claim is written and committed before that."
                        + PAUSES);
    }

    private static RoundRunner withinJvm(BenchmarkDatabase database, int messages) throws Exception {
        createQueue(database);
        Arrivals arrivals = new Arrivals();
        CamelNode node = receiver(database, CONNECTIONS, URI, arrivals);
        return new LatencyRound(
                messages,
                arrivals,
                sender(node, URI),
                SendTimes::returned,
                LatencyRound.emptied(database, QUEUE),
                node);
    }

    private static RoundRunner fromOtherJvm(BenchmarkDatabase database, String uri, int messages) throws Exception {
        createQueue(database);
        Arrivals arrivals = new Arrivals();
        CamelNode node = receiver(database, CONNECTIONS, uri, arrivals);
        return new LatencyRound(
                messages,
                arrivals,
                new OtherJvm(database, ChildSender.How.MESSAGE),
                SendTimes::returned,
                LatencyRound.emptied(database, QUEUE),
                node);
    }

    private static RoundRunner rawQueue(BenchmarkDatabase database, int messages) throws Exception {
        createQueue(database);
        Arrivals arrivals = new Arrivals();
        return new LatencyRound(
                messages,
                arrivals,
                new OtherJvm(database, ChildSender.How.RAW_SEND_AND_NOTIFY),
                SendTimes::returned,
                LatencyRound.emptied(database, QUEUE),
                new RawWakeUp(database, arrivals, true));
    }

    private static RoundRunner rawNotification(BenchmarkDatabase database, int messages) throws Exception {
        Arrivals arrivals = new Arrivals();
        return new LatencyRound(
                messages,
                arrivals,
                new OtherJvm(database, ChildSender.How.RAW_NOTIFY),
                SendTimes::called,
                () -> {},
                new RawWakeUp(database, arrivals, false));
    }

    private static RoundRunner delayed(BenchmarkDatabase database, int messages) throws Exception {
        createQueue(database);
        Arrivals arrivals = new Arrivals();
        CamelNode node = receiver(database, CONNECTIONS, URI, arrivals);
        return new DelayedRound(
                messages, arrivals, node, node.camel().getEndpoint(URI), LatencyRound.emptied(database, QUEUE));
    }

    private static RoundRunner commandWithinJvm(BenchmarkDatabase database, int messages) throws Exception {
        RequestReplyCases.createDomain(database);
        Arrivals arrivals = new Arrivals();
        // One more for the handler's transaction.
        CamelNode node = receiver(database, CONNECTIONS + 1, RequestReplyCases.COMMANDS, arrivals);
        return new LatencyRound(
                messages,
                arrivals,
                sender(node, RequestReplyCases.COMMANDS),
                SendTimes::returned,
                LatencyRound.emptied(database, RequestReplyCases.COMMAND_QUEUE),
                node);
    }

    static void createQueue(BenchmarkDatabase database) {
        database.execute("SELECT pgmq.create('" + QUEUE + "')");
    }

    private static CamelNode receiver(BenchmarkDatabase database, int connections, String uri, Arrivals arrivals)
            throws Exception {
        return new CamelNode(database, connections).with(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(arrivals.entry());
            }
        });
    }

    private static SendTimes.Sender sender(CamelNode node, String uri) {
        Endpoint endpoint = node.camel().getEndpoint(uri);
        return messages -> SendTimes.measure(
                messages, number -> node.template().sendBody(endpoint, ExchangePattern.InOnly, Numbered.body(number)));
    }
}
