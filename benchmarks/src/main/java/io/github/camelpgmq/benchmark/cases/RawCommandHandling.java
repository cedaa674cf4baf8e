/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** How commands are handled with plain JDBC: claim some, do them, claim more, until none are left. */
final class RawCommandHandling {

    private static final String DEBIT = "UPDATE account SET debits = debits + 1 WHERE id = ?::int";

    // LIMIT keeps the planner from expecting 1,000 rows of a function.
    private static final String CLAIM = CommandWorkload.fill(
            """
            WITH fetched AS MATERIALIZED (
              SELECT m.msg_id, m.read_ct, m.vt, m.message, (m.message ->> 'command_id')::uuid AS command_id
              FROM pgmq.read(queue_name => '$queue', vt => 30, qty => $size) AS m
              LIMIT $size),
            claimed AS (
              UPDATE command_bus_command AS c
              SET status = 'IN_PROGRESS', attempts = c.attempts + 1, lease_expires_at = f.vt, updated_at = clock_timestamp()
              FROM fetched f
              WHERE c.domain = '$domain' AND c.command_id = f.command_id AND c.msg_id = f.msg_id AND c.status = 'PENDING'
              RETURNING c.command_id, c.correlation_id, c.attempts, f.msg_id, f.read_ct, f.message),
            audited AS (
              INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
              SELECT '$domain', command_id, 'RECEIVED', clock_timestamp(), jsonb_build_object('msg_id', msg_id, 'attempt', attempts)
              FROM claimed)
            SELECT msg_id, read_ct, command_id, correlation_id, message -> 'data' AS data,
                   (message -> 'data' ->> 'account')::int AS account
            FROM claimed""",
            true);

    private static final String COMPLETE = CommandWorkload.fill(
            """
            WITH removed AS (
              DELETE FROM pgmq.q_$queue AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::int RETURNING q.msg_id, q.read_ct),
            done AS (
              UPDATE command_bus_command AS c
              SET status = 'COMPLETED', lease_expires_at = NULL, updated_at = clock_timestamp()
              FROM removed r
              WHERE c.domain = '$domain' AND c.command_id = ?::uuid AND c.msg_id = r.msg_id AND c.status = 'IN_PROGRESS'
              RETURNING c.command_id, c.attempts, r.msg_id, r.read_ct)
            INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
            SELECT '$domain', command_id, 'COMPLETED', clock_timestamp(),
                   jsonb_build_object('msg_id', msg_id, 'attempt', attempts, 'read_count', read_ct)
            FROM done""",
            true);

    private static final String COMPLETE_ALL = CommandWorkload.fill(
            """
            WITH input AS MATERIALIZED (
              SELECT i.* FROM unnest(?::bigint[], ?::int[], ?::uuid[], ?::text[]) AS i(msg_id, read_ct, command_id, reply)
              LIMIT $size),
            removed AS (
              DELETE FROM pgmq.q_$queue AS q USING input i WHERE q.msg_id = i.msg_id AND q.read_ct = i.read_ct RETURNING i.*),
            done AS (
              UPDATE command_bus_command AS c
              SET status = 'COMPLETED', lease_expires_at = NULL, updated_at = clock_timestamp()
              FROM removed r
              WHERE c.domain = '$domain' AND c.command_id = r.command_id AND c.msg_id = r.msg_id AND c.status = 'IN_PROGRESS'
              RETURNING c.command_id, c.attempts, r.msg_id, r.read_ct, r.reply),
            audited AS (
              INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
              SELECT '$domain', command_id, 'COMPLETED', clock_timestamp(),
                     jsonb_build_object('msg_id', msg_id, 'attempt', attempts, 'read_count', read_ct)
              FROM done)
            SELECT count(*) FROM pgmq.send_batch(
              queue_name => '$replies', msgs => (SELECT array_agg(reply::jsonb) FROM done))""",
            true);

    private RawCommandHandling() {}

    /** A transaction for each command: an UPDATE, then its completion. */
    static RawWorkers.Work oneByOne(Connection connection, int claimed) throws SQLException {
        PreparedStatement claim = connection.prepareStatement(sized(CLAIM, claimed));
        PreparedStatement debit = connection.prepareStatement(DEBIT);
        PreparedStatement complete = connection.prepareStatement(COMPLETE);
        return thread -> {
            for (List<Claimed> some = claim(claim); !some.isEmpty(); some = claim(claim)) {
                connection.setAutoCommit(false);
                for (Claimed command : some) {
                    debit.setInt(1, command.account());
                    debit.executeUpdate();
                    complete.setLong(1, command.msgId());
                    complete.setInt(2, command.readCount());
                    complete.setObject(3, command.id());
                    complete.executeUpdate();
                    connection.commit();
                }
                connection.setAutoCommit(true);
            }
        };
    }

    /** All that were claimed at once are completed at once, with replies. */
    static RawWorkers.Work grouped(Connection connection, int claimed) throws SQLException {
        PreparedStatement claim = connection.prepareStatement(sized(CLAIM, claimed));
        PreparedStatement complete = connection.prepareStatement(sized(COMPLETE_ALL, claimed));
        return thread -> {
            for (List<Claimed> some = claim(claim); !some.isEmpty(); some = claim(claim)) {
                array(complete, 1, "int8", some, Claimed::msgId);
                array(complete, 2, "int4", some, Claimed::readCount);
                array(complete, 3, "uuid", some, Claimed::id);
                array(complete, 4, "text", some, Claimed::reply);
                complete.executeQuery().close();
            }
        };
    }

    private static String sized(String sql, int size) {
        return sql.replace("$size", String.valueOf(size));
    }

    private static void array(
            PreparedStatement statement,
            int index,
            String type,
            List<Claimed> commands,
            Function<Claimed, Object> value)
            throws SQLException {
        statement.setArray(
                index,
                statement
                        .getConnection()
                        .createArrayOf(type, commands.stream().map(value).toArray()));
    }

    private static List<Claimed> claim(PreparedStatement claim) throws SQLException {
        List<Claimed> claimed = new ArrayList<>();
        try (ResultSet row = claim.executeQuery()) {
            while (row.next()) {
                claimed.add(new Claimed(
                        row.getLong("msg_id"),
                        row.getInt("read_ct"),
                        row.getObject("command_id", UUID.class),
                        row.getObject("correlation_id", UUID.class),
                        row.getString("data"),
                        row.getInt("account")));
            }
        }
        return claimed;
    }

    private record Claimed(long msgId, int readCount, UUID id, UUID correlationId, String data, int account) {

        String reply() {
            return "{\"command_id\":\"" + id + "\",\"correlation_id\":\"" + correlationId + "\",\"domain\":\""
                    + CommandWorkload.DOMAIN + "\",\"type\":\"" + CommandWorkload.TYPE
                    + "\",\"outcome\":\"SUCCESS\",\"completed_at\":\"" + Instant.now() + "\",\"data\":" + data + "}";
        }
    }
}
