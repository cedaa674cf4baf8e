/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import io.github.camelpgmq.component.pgmq.PgmqConstants;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A worker in a JVM of its own that writes one row to the table {@code effect(message_id, worker)} for each message.
 * Arguments: JDBC URL, user, password, worker name, queue, consumer options, milliseconds of work per message.
 */
public final class EffectWorker {

    public static final String READY = "worker is ready";

    private EffectWorker() {}

    public static void main(String[] arguments) throws Exception {
        CamelNode node = CamelNode.of(arguments);
        node.consume(
                QueueName.of(arguments[4]),
                arguments[5],
                effect(node.pool(), arguments[3]),
                work(Long.parseLong(arguments[6])));
        System.out.println(READY);
        Thread.currentThread().join();
    }

    /** Writes the effect, inside the route's transaction if there is one. */
    public static Processor effect(DataSource pool, String worker) {
        TransactionAwareDataSource dataSource = new TransactionAwareDataSource(pool);
        return exchange -> {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO effect VALUES (?::bigint, ?::text)")) {
                insert.setLong(1, exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID, Long.class));
                insert.setString(2, worker);
                insert.execute();
            }
        };
    }

    /** Takes some time, as a handler does. */
    public static Processor work(long millis) {
        return (Exchange exchange) -> TimeUnit.MILLISECONDS.sleep(millis);
    }
}
