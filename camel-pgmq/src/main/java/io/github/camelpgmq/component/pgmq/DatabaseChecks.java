/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Pooler;
import io.github.camelpgmq.component.pgmq.notify.ContextService;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is checked once for all endpoints of a CamelContext that use the same database. A service of it. Thread-safe. */
public final class DatabaseChecks implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseChecks.class);

    private final ConnectionBudget budget = new ConnectionBudget();
    private final Set<DataSource> warned = ConcurrentHashMap.newKeySet();

    private DatabaseChecks() {}

    /** The checks of this context, made on first use. */
    public static DatabaseChecks of(CamelContext context) {
        return ContextService.of(context, DatabaseChecks.class, DatabaseChecks::new);
    }

    /** The connections that the context's consumers take. */
    public ConnectionBudget budget() {
        return budget;
    }

    /** Warns, once for each data source, when prepared statements may fail or be mixed up behind a pooler. */
    public void checkPooler(DataSource dataSource, Connection connection) throws SQLException {
        if (!warned.contains(dataSource)
                && Pooler.preparesByName(connection)
                && Pooler.isBetween(connection)
                && warned.add(dataSource)) {
            LOG.warn("The data source goes through a connection pooler and prepares statements by name. In transaction"
                    + " mode that needs PgBouncer 1.21 or newer with max_prepared_statements; otherwise add"
                    + " prepareThreshold=0 to the JDBC URL");
        }
    }

    @Override
    public void start() {
        // Nothing to do before the first use.
    }

    @Override
    public void stop() {
        warned.clear();
    }
}
