/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.PgmqServer;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a PostgreSQL with PGMQ and Camel, runs the {@link Scenario}, and ends with 0 when everything is as it must be, else with 1. */
public final class Quickstart {

    private static final Logger LOG = LoggerFactory.getLogger(Quickstart.class);
    private static final int POOL_SIZE = 20;

    private final Console console;

    private Quickstart(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        System.exit(exitCode(new Console(System.out)));
    }

    private static int exitCode(Console console) {
        try {
            new Quickstart(console).run();
            return 0;
        } catch (QuickstartFailure e) {
            console.title("FAILED: " + e.getMessage());
        } catch (Exception | LinkageError e) {
            LOG.error("The quickstart ended early", e);
            console.title("FAILED: " + e);
        }
        return 1;
    }

    private void run() throws Exception {
        console.title("Starting PostgreSQL with PGMQ ...");
        try (PgmqServer server = PgmqServer.start();
                PgmqDatabase database = server.createDatabase();
                HikariDataSource pool = pool(database)) {
            console.line("  %s", server.describe());
            Accounts accounts = new Accounts(pool);
            accounts.create();
            Main main = camel(pool);
            try {
                main.start();
                CommandBus bus = CommandBus.of(main.getCamelContext());
                new Scenario(bus, accounts, new PaymentSender(main.getCamelTemplate()), console).run();
                if (KeepRunning.wanted()) {
                    KeepRunning.untilEnter(database, console);
                }
            } finally {
                main.stop();
            }
        }
    }

    private static HikariDataSource pool(PgmqDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(POOL_SIZE);
        return new HikariDataSource(config);
    }

    private static Main camel(HikariDataSource pool) {
        Main main = new Main();
        // With this wrapper, camel-sql and the command bus work on the same transaction.
        main.bind("dataSource", new TransactionAwareDataSource(pool));
        main.addInitialProperty("camel.component.commandbus.autoCreateSchema", "true");
        main.addInitialProperty("camel.component.commandbus.autoCreateQueue", "true");
        main.configure().addRoutesBuilder(new PaymentRoutes());
        return main;
    }
}
