/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import io.github.camelpgmq.embedded.PgmqDatabase;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * The database of an application that names none: a new one with PGMQ, on a server that is started once per JVM. The database is dropped when
 * the application's context is closed. {@code pgmq.*} properties describe the server, see {@link io.github.camelpgmq.embedded.PgmqServerConfig}.
 *
 * <p>It stands back where {@code spring.datasource.url} or {@code jndi-name} is set, unless {@code pgmq.embedded.enabled} is true, and always
 * for a {@code DataSource} of the application, {@code @ServiceConnection} or Docker Compose.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@Conditional(NoDatabaseCondition.class)
@ConditionalOnMissingBean({DataSource.class, JdbcConnectionDetails.class})
public class EmbeddedPgmqAutoConfiguration {

    @Bean
    PgmqDatabase embeddedPgmqDatabase(Environment environment) {
        return Servers.createDatabase(environment);
    }

    // Also orders the ends: the pool is closed before the database is dropped.
    @Bean
    JdbcConnectionDetails embeddedPgmqConnectionDetails(PgmqDatabase database) {
        return new DatabaseConnectionDetails(database);
    }
}
