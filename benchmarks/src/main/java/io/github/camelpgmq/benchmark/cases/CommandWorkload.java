/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandTables;

/** The tables, the queues and the commands that all contestants work with: those of the component. */
final class CommandWorkload {

    static final String DOMAIN = "payments";
    static final String TYPE = "DebitAccount";
    static final String QUEUE = DOMAIN + "__commands";
    static final String REPLIES = DOMAIN + "__replies";
    static final String URI = "commandbus:" + DOMAIN + "/" + TYPE;

    /** So many that handlers never wait for each other's account. */
    private static final int ACCOUNTS = 10_000;

    private static final String BACKLOG =
            """
            WITH made AS MATERIALIZED (
              SELECT n, gen_random_uuid() AS command_id, gen_random_uuid() AS correlation_id FROM generate_series(1, $commands) AS n),
            sent AS MATERIALIZED (
              SELECT s.msg_id, s.n FROM pgmq.send_batch(queue_name => '$queue', msgs => (
                SELECT array_agg(jsonb_strip_nulls(jsonb_build_object(
                  'domain', '$domain', 'command_type', '$type', 'command_id', command_id, 'correlation_id', correlation_id,
                  'reply_to', nullif('$replies', ''), 'created_at', clock_timestamp(),
                  'data', jsonb_build_object('account', n % $accounts, 'amount', '25.00', 'currency', 'EUR', 'text', 'Invoice 4711')))
                  ORDER BY n) FROM made)) WITH ORDINALITY AS s(msg_id, n)),
            inserted AS (
              INSERT INTO command_bus_command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                               created_at, updated_at, reply_queue, correlation_id)
              SELECT '$domain', command_id, '$type', 'PENDING', 0, 3, '$queue', msg_id, clock_timestamp(), clock_timestamp(),
                     '$replies', correlation_id
              FROM sent JOIN made USING (n) ORDER BY n
              RETURNING command_id, msg_id)
            INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
            SELECT '$domain', command_id, 'SENT', clock_timestamp(), jsonb_build_object('msg_id', msg_id, 'command_type', '$type')
            FROM inserted""";

    private static final String SENT =
            """
            SELECT concat_ws(', ',
              (SELECT count(*) FROM pgmq.q_$queue) || ' messages',
              (SELECT count(*) FROM command_bus_command WHERE status = 'PENDING' AND reply_queue = '$replies'
                 AND correlation_id IS NOT NULL) || ' commands',
              (SELECT count(*) FROM command_bus_audit WHERE event_type = 'SENT') || ' audit rows')""";

    private static final String HANDLED =
            """
            SELECT concat_ws(', ',
              (SELECT count(*) FROM pgmq.q_$queue) || ' messages',
              (SELECT count(*) FROM command_bus_command WHERE status = 'COMPLETED' AND attempts = 1) || ' completed',
              (SELECT count(*) FROM command_bus_audit WHERE event_type = 'RECEIVED') || ' received',
              (SELECT count(*) FROM command_bus_audit WHERE event_type IN ('RECEIVED', 'COMPLETED')) || ' audit rows',
              (SELECT count(*) FROM pgmq.q_$replies) || ' replies',
              (SELECT sum(debits) FROM account) || ' debits')""";

    private CommandWorkload() {}

    /** Creates the component's tables and queues and a table of accounts. */
    static void create(BenchmarkDatabase database) {
        database.execute(
                "SELECT pgmq.create('" + QUEUE + "')",
                "SELECT pgmq.create('" + REPLIES + "')",
                new CommandBusSchema(CommandTables.DEFAULT).ddl(),
                "CREATE TABLE account (id int PRIMARY KEY, debits bigint NOT NULL)");
    }

    /** Empties everything. */
    static void reset(BenchmarkDatabase database) {
        database.execute(
                "SELECT pgmq.purge_queue('" + QUEUE + "')",
                "SELECT pgmq.purge_queue('" + REPLIES + "')",
                "TRUNCATE command_bus_command, command_bus_audit, command_bus_batch, account");
    }

    /** Empties everything and makes so many commands ready. */
    static void backlog(BenchmarkDatabase database, int commands, boolean replies) {
        reset(database);
        database.execute(
                "INSERT INTO account SELECT n, 0 FROM generate_series(0, " + (ACCOUNTS - 1) + ") AS n",
                fill(BACKLOG, replies)
                        .replace("$commands", String.valueOf(commands))
                        .replace("$accounts", String.valueOf(ACCOUNTS)));
    }

    /** @throws IllegalStateException unless so many commands were sent */
    static void checkSent(BenchmarkDatabase database, long commands) {
        check(
                database.text(fill(SENT, true)),
                commands + " messages, " + commands + " commands, " + commands + " audit rows");
    }

    /** @throws IllegalStateException unless so many commands were handled, each once */
    static void checkHandled(BenchmarkDatabase database, long commands, boolean replies, boolean debits) {
        check(
                database.text(fill(HANDLED, true)),
                "0 messages, " + commands + " completed, " + commands + " received, " + 2 * commands + " audit rows, "
                        + (replies ? commands : 0) + " replies, " + (debits ? commands : 0) + " debits");
    }

    private static void check(String found, String expected) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("Expected " + expected + ", but found " + found);
        }
    }

    /** The same rounds with a look at the tables after each. */
    static RoundRunner checked(RoundRunner runner, Runnable check) {
        return new RoundRunner() {
            @Override
            public void prepare() throws Exception {
                runner.prepare();
            }

            @Override
            public Sample run() throws Exception {
                Sample sample = runner.run();
                check.run();
                return sample;
            }

            @Override
            public void close() throws Exception {
                runner.close();
            }
        };
    }

    /** Puts the names into a statement. */
    static String fill(String sql, boolean replies) {
        return sql.replace("$domain", DOMAIN)
                .replace("$type", TYPE)
                .replace("$queue", QUEUE)
                .replace("$replies", replies ? REPLIES : "");
    }
}
