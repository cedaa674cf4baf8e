/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import java.util.List;
import org.apache.camel.model.ProcessorDefinition;

/** What else a Camel route may use for a queue: camel-sql with a table, camel-jms with a broker. */
public final class PeerCases {

    private static final int THREADS = 8;
    private static final int ROWS = 100;

    private static final String JMS_TRANSACTED =
            "&transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER";
    private static final String JMS_ACKNOWLEDGE = "&acknowledgementModeName=CLIENT_ACKNOWLEDGE";

    private static final String BROKER =
            "camel-jms talks to an Artemis broker in the same JVM, without a network, through"
                    + " pooled-jms; its journal is on the same disk, synced before a send or a commit returns, its buffer timeout"
                    + " the measured time of a sync, as \"artemis create\" sets it. The costs are those of the database alone. ";
    private static final String LOCKS =
            "camel-sql: 8 routes of one consumer each, greedy, each poll in a Spring transaction"
                    + " of its own that a poll strategy begins; otherwise FOR UPDATE SKIP LOCKED would lock nothing for longer than"
                    + " the SELECT. A failure undoes all rows of the transaction. There is no limit of attempts, no delay before a"
                    + " retry and no notification. ";

    private static final ObjectMapper JSON = new ObjectMapper();

    private PeerCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        return List.of(send(settings), consume(settings), business(settings));
    }

    private static Case send(Settings settings) {
        int each = Math.max(1, settings.scaled(20_000) / THREADS);
        return new Case(
                "peers-send",
                "Send beside camel-sql and camel-jms, 8 threads",
                "messages",
                List.of(
                        new Contestant("pgmq:", database -> sendPgmq(database, each)),
                        new Contestant("camel-sql INSERT", database -> sendSql(database, each)),
                        new Contestant("camel-jms", database -> sendJms(database, each))),
                List.of(),
                "Each message is durable when the call returns, and a commit or a sync of its own. " + BROKER
                        + "A message of camel-jms cannot be part of a database transaction.");
    }

    private static Case consume(Settings settings) {
        int single = settings.scaled(8_000);
        int some = settings.scaled(40_000);
        int many = settings.scaled(100_000);
        return new Case(
                "peers-consume",
                "Consume beside camel-sql and camel-jms, no-op route, 8 consumers",
                "messages",
                List.of(
                        new Contestant("pgmq:", database -> noOp(PeerNode.pgmq(database, ""), many)),
                        new Contestant(
                                "pgmq: transacted",
                                database -> noOp(PeerNode.pgmq(database, "&transacted=true"), single)),
                        new Contestant("camel-sql by 100", database -> noOp(PeerNode.sql(database, ROWS), some)),
                        new Contestant(
                                "camel-sql by 100, delete first",
                                database -> noOp(PeerNode.sqlDeleteFirst(database, ROWS), 2 * many)),
                        new Contestant("camel-sql one by one", database -> noOp(PeerNode.sql(database, 1), single)),
                        new Contestant(
                                "camel-jms transacted", database -> noOp(PeerNode.jms(database, JMS_TRANSACTED), some)),
                        new Contestant(
                                "camel-jms client-acknowledge",
                                database -> noOp(PeerNode.jms(database, JMS_ACKNOWLEDGE), many))),
                List.of(),
                "Contestants get amounts of work that suit their speed. " + LOCKS + BROKER
                        + "With CLIENT_ACKNOWLEDGE the client does not wait for the journal.");
    }

    private static Case business(Settings settings) {
        int messages = settings.scaled(8_000);
        return new Case(
                "peers-business",
                "Handle with one UPDATE beside camel-sql and camel-jms, 8 consumers",
                "messages",
                List.of(
                        new Contestant(
                                "pgmq: transacted",
                                database -> debit(database, PeerNode.pgmq(database, "&transacted=true"), messages)),
                        new Contestant(
                                "camel-sql by 100",
                                database -> debit(database, PeerNode.sql(database, ROWS), 4 * messages)),
                        new Contestant(
                                "camel-sql by 100, delete first",
                                database -> debit(database, PeerNode.sqlDeleteFirst(database, ROWS), 10 * messages)),
                        new Contestant(
                                "camel-sql one by one",
                                database -> debit(database, PeerNode.sql(database, 1), messages)),
                        new Contestant(
                                "camel-jms transacted, at least once",
                                database -> debit(database, PeerNode.jms(database, JMS_TRANSACTED), messages))),
                List.of(),
                "pgmq: and camel-sql commit the UPDATE and the end of the message together, so exactly once; camel-jms"
                        + " commits the UPDATE first and its session then, so a crash in between repeats the UPDATE."
                        + " Contestants get amounts of work that suit their speed. "
                        + LOCKS + BROKER);
    }

    private static RoundRunner sendPgmq(BenchmarkDatabase database, int each) {
        // One more for the notifications.
        CamelNode node = new CamelNode(database, THREADS + 1);
        return new PeerSending(new PgmqPeerQueue(database), node, "pgmq:" + PgmqPeerQueue.NAME, THREADS, each);
    }

    private static RoundRunner sendSql(BenchmarkDatabase database, int each) {
        CamelNode node = new CamelNode(database, THREADS);
        String uri = "sql:INSERT INTO job (body) VALUES (CAST(:#${body} AS jsonb))?parametersCount=1";
        return new PeerSending(new SqlPeerQueue(database), node, uri, THREADS, each);
    }

    private static RoundRunner sendJms(BenchmarkDatabase database, int each) throws Exception {
        ArtemisPeerQueue queue = new ArtemisPeerQueue(THREADS);
        CamelNode node = new CamelNode(database, 1);
        node.camel().getRegistry().bind("connectionFactory", queue.connectionFactory());
        String uri = "jms:queue:" + ArtemisPeerQueue.NAME + "?connectionFactory=#connectionFactory";
        return new PeerSending(queue, node, uri, THREADS, each);
    }

    private static RoundRunner noOp(PeerNode node, int messages) throws Exception {
        return new PeerConsuming(node, messages, PeerCases::look, () -> {}, () -> {});
    }

    private static ProcessorDefinition<?> look(ProcessorDefinition<?> from, PeerNode.Json json) {
        return from.process(exchange -> {
            if (json.of(exchange).isEmpty()) {
                throw new IllegalStateException("The message is empty");
            }
        });
    }

    private static RoundRunner debit(BenchmarkDatabase database, PeerNode node, int messages) throws Exception {
        database.execute("CREATE TABLE account (id int PRIMARY KEY, debits bigint NOT NULL)");
        return new PeerConsuming(
                node,
                messages,
                (from, json) -> from.process(exchange -> exchange.getMessage()
                                .setHeader(
                                        "account",
                                        JSON.readTree(json.of(exchange))
                                                .get("account")
                                                .intValue()))
                        .to("sql:UPDATE account SET debits = debits + 1 WHERE id = :#account?parametersCount=1"),
                () -> database.execute(
                        "TRUNCATE account",
                        "INSERT INTO account SELECT n, 0 FROM generate_series(0, " + (PeerQueue.ACCOUNTS - 1)
                                + ") AS n"),
                () -> {
                    long debits = database.number("SELECT sum(debits) FROM account");
                    if (debits != messages) {
                        throw new IllegalStateException(debits + " debits instead of " + messages);
                    }
                });
    }
}
