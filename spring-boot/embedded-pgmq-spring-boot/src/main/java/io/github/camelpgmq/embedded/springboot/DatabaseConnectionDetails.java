/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import io.github.camelpgmq.embedded.PgmqDatabase;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;

/** What Spring Boot's pool connects with. */
record DatabaseConnectionDetails(PgmqDatabase database) implements JdbcConnectionDetails {

    @Override
    public String getJdbcUrl() {
        return database.jdbcUrl();
    }

    @Override
    public String getUsername() {
        return database.username();
    }

    @Override
    public String getPassword() {
        return database.password();
    }
}
