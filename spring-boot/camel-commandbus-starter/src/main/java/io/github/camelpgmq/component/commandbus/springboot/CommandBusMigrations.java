/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.springframework.beans.factory.InitializingBean;

/** Creates and changes the tables of the command bus before anything uses them. */
final class CommandBusMigrations implements InitializingBean {

    private static final String LOCATION = "classpath:io/github/camelpgmq/commandbus/migration";
    private static final String NOTHING_DONE = "0";

    private final Configuration application;
    private final String table;

    CommandBusMigrations(Configuration application, String table) {
        this.application = application;
        this.table = table;
    }

    /** Only the database and the schema are the application's: its callbacks and Java migrations are not ours. */
    @Override
    public void afterPropertiesSet() {
        Flyway.configure(application.getClassLoader())
                .dataSource(application.getDataSource())
                .defaultSchema(application.getDefaultSchema())
                .schemas(application.getSchemas())
                .createSchemas(application.isCreateSchemas())
                .locations(LOCATION)
                .table(table)
                // The schema is not empty: it holds what the application's migrations have made.
                .baselineOnMigrate(true)
                .baselineVersion(NOTHING_DONE)
                .load()
                .migrate();
    }
}
