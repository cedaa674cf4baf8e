/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The main class of a JVM that sends. It reads the database's password and then, for each round, how many messages to send;
 * when they are sent it writes when that was.
 */
final class ChildSender {

    static final String READY = "ready";
    static final String SENT = "sent ";

    /** For sending, notifying, taking a reply and what it is fetched with. */
    private static final int CONNECTIONS = 6;

    /** What it sends. */
    enum How {
        /** By {@code pgmq:}. */
        MESSAGE,
        /** By {@code pgmq:}, and waits for the reply. */
        REQUEST,
        /** By {@code commandbus:}, and waits for the reply. */
        COMMAND_REQUEST,
        /** {@code pg_notify} alone, plain JDBC. */
        RAW_NOTIFY,
        /** {@code pgmq.send} and {@code pg_notify} in one statement, plain JDBC. */
        RAW_SEND_AND_NOTIFY
    }

    private ChildSender() {}

    /** @param arguments a {@link How}, JDBC address and user */
    public static void main(String... arguments) throws Exception {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(arguments[1]);
            database.setUser(arguments[2]);
            database.setPassword(input.readLine());
            How how = How.valueOf(arguments[0]);
            switch (how) {
                case MESSAGE, REQUEST, COMMAND_REQUEST -> withCamel(input, how, database);
                case RAW_NOTIFY, RAW_SEND_AND_NOTIFY -> raw(input, how, database);
            }
        }
    }

    private static void withCamel(BufferedReader input, How how, PGSimpleDataSource database) throws Exception {
        try (HikariDataSource pool = new HikariDataSource();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            pool.setDataSource(database);
            pool.setMaximumPoolSize(CONNECTIONS);
            camel.getRegistry().bind("dataSource", pool);
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            Endpoint endpoint = camel.getEndpoint(
                    how == How.COMMAND_REQUEST ? RequestReplyCases.COMMANDS : "pgmq:" + LatencyCases.QUEUE);
            serve(
                    input,
                    how == How.MESSAGE
                            ? number -> template.sendBody(endpoint, ExchangePattern.InOnly, Numbered.body(number))
                            : RequestReplyCases.request(template, endpoint));
        }
    }

    private static void raw(BufferedReader input, How how, PGSimpleDataSource database) throws Exception {
        String sql = how == How.RAW_NOTIFY
                ? "SELECT pg_notify('" + RawWakeUp.CHANNEL + "', ?::text)"
                : "SELECT pgmq.send(queue_name => '" + LatencyCases.QUEUE + "', msg => ?::jsonb), pg_notify('"
                        + RawWakeUp.CHANNEL + "', '')";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            serve(input, number -> {
                statement.setString(1, Numbered.body(number));
                statement.executeQuery().close();
            });
        }
    }

    private static void serve(BufferedReader input, SendTimes.Send send) throws Exception {
        System.out.println(READY);
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            SendTimes times = SendTimes.measure(Integer.parseInt(line), send);
            for (int i = 0; i < times.called().length; i++) {
                System.out.println(SENT + times.called()[i] + " " + times.returned()[i]);
            }
        }
    }
}
