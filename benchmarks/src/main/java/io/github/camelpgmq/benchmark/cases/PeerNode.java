/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;

/**
 * A CamelContext that consumes from one kind of queue.
 *
 * @param queue   with its messages
 * @param camel   with the component
 * @param sources the URIs of the consumers, each the beginning of a route
 * @param json    the message of an exchange
 */
record PeerNode(PeerQueue queue, CamelNode camel, List<String> sources, Json json) {

    static final int CONSUMERS = 8;

    /** Finds the message. */
    @FunctionalInterface
    interface Json {
        String of(Exchange exchange);
    }

    private static final Json BODY = exchange -> exchange.getMessage().getBody(String.class);

    private static final Json COLUMN =
            exchange -> (String) exchange.getMessage().getBody(Map.class).get("body");

    /** @param options beside {@code concurrentConsumers} */
    static PeerNode pgmq(BenchmarkDatabase database, String options) {
        PeerQueue queue = new PgmqPeerQueue(database);
        // One to fetch, one to listen, one for a moment.
        CamelNode camel = new CamelNode(database, CONSUMERS + 3);
        String uri = "pgmq:" + PgmqPeerQueue.NAME + "?concurrentConsumers=" + CONSUMERS + options;
        return new PeerNode(queue, camel, List.of(uri), BODY);
    }

    /** Selects and locks, handles, deletes row by row, and commits. @param rows of a transaction */
    static PeerNode sql(BenchmarkDatabase database, int rows) {
        return sql(
                database,
                "SELECT id, body::text AS body FROM job ORDER BY id LIMIT " + rows + " FOR UPDATE SKIP LOCKED",
                "&onConsume=DELETE FROM job WHERE id = :#id&breakBatchOnConsumeFail=true&expectedUpdateCount=1");
    }

    /** Deletes at once what it selects and locks, handles, and commits. @param rows of a transaction */
    static PeerNode sqlDeleteFirst(BenchmarkDatabase database, int rows) {
        return sql(
                database,
                "DELETE FROM job WHERE id = ANY (ARRAY(SELECT id FROM job ORDER BY id LIMIT " + rows
                        + " FOR UPDATE SKIP LOCKED)) RETURNING id, body::text AS body",
                "");
    }

    private static PeerNode sql(BenchmarkDatabase database, String query, String options) {
        PeerQueue queue = new SqlPeerQueue(database);
        CamelNode camel = new CamelNode(database, CONSUMERS);
        DataSource dataSource = camel.camel().getRegistry().lookupByNameAndType("dataSource", DataSource.class);
        // A camel-sql endpoint has one consumer with one thread; the strategies make the URIs differ.
        List<String> uris = IntStream.range(0, CONSUMERS)
                .mapToObj(i -> {
                    camel.camel().getRegistry().bind("transaction" + i, new TransactedPoll(dataSource));
                    return "sql:" + query + "?transacted=true&pollStrategy=#transaction" + i
                            + "&greedy=true&initialDelay=10&delay=10" + options;
                })
                .toList();
        return new PeerNode(queue, camel, uris, COLUMN);
    }

    /** @param options beside the number of consumers and the connection factory */
    static PeerNode jms(BenchmarkDatabase database, String options) throws Exception {
        ArtemisPeerQueue queue = new ArtemisPeerQueue(CONSUMERS);
        CamelNode camel = new CamelNode(database, CONSUMERS);
        camel.camel().getRegistry().bind("connectionFactory", queue.connectionFactory());
        String uri = "jms:queue:" + ArtemisPeerQueue.NAME + "?connectionFactory=#connectionFactory&concurrentConsumers="
                + CONSUMERS + options;
        return new PeerNode(queue, camel, List.of(uri), BODY);
    }

    void close() throws Exception {
        camel.close();
        queue.close();
    }
}
