/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.StoreIT;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** Commands in troubleshooting for tests of what operators see and do. */
abstract class OpsIT extends StoreIT {

    protected TroubleshootingDesk desk;
    protected CommandSearch search;
    protected BulkActions bulk;

    @BeforeEach
    void open() {
        desk = new TroubleshootingDesk(store);
        search = new CommandSearch(store.tables());
        bulk = new BulkActions(
                name -> new TroubleshootingDesk(new CommandStore(name, CommandTables.DEFAULT)), (name, done) -> {});
    }

    protected UUID troubled() throws SQLException {
        return troubled(null);
    }

    protected UUID troubled(String replyQueue) throws SQLException {
        return troubled(replyQueue, "Debit", "E");
    }

    /** The queue must be empty. */
    protected UUID troubled(String replyQueue, String type, String code) throws SQLException {
        UUID id = UUID.randomUUID();
        store.sending().send(connection, command(id, 3, replyQueue, type, "{\"amount\":1.50}"));
        store.outcomes().toTroubleshooting(connection, fetchOne(), new CommandError("PERMANENT", code, "m"), false);
        return id;
    }

    /** Many at once, set-based; a second between one and the next, the first the oldest. */
    protected void manyTroubled(String name, int count, String type) throws SQLException {
        CommandStore of = new CommandStore(name, CommandTables.DEFAULT);
        execute("WITH ids AS (SELECT n, gen_random_uuid() AS id FROM generate_series(1, " + count + ") n),"
                + " sent AS (INSERT INTO " + of.archiveTableSql() + " (msg_id, vt, message, headers)"
                + " SELECT n, clock_timestamp(), jsonb_build_object('domain', '" + name + "', 'command_type', '" + type
                + "', 'command_id', id, 'data', n), '{\"traceparent\":\"t1\"}' FROM ids)"
                + " INSERT INTO command_bus_command (domain, command_id, command_type, status, attempts, queue_name, msg_id,"
                + " last_error_type, last_error_code, created_at, reply_queue)"
                + " SELECT '" + name + "', id, '" + type + "', 'IN_TROUBLESHOOTING_QUEUE', 3, '"
                + of.domain().commandQueue()
                + "', n, 'PERMANENT', 'E', timestamptz '2030-01-01' + n * interval '1 second', '"
                + of.domain().replyQueue() + "' FROM ids");
        // Real sends must not get the ids that are used here.
        execute("SELECT setval(pg_get_serial_sequence('pgmq.q_" + of.domain().commandQueue() + "', 'msg_id'), " + count
                + ")");
    }

    protected long count(String table, String condition) throws SQLException {
        return count(table + " WHERE domain = '" + domain + "' AND " + condition);
    }
}
