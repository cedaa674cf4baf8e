/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/** A container as the application's database; the embedded one stands back. Skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(classes = ServiceConnectionIT.Application.class)
class ServiceConnectionIT {

    @Container
    @ServiceConnection
    static final PostgreSQLContainer<?> POSTGRES = new PostgreSQLContainer<>(
            DockerImageName.parse(PgmqServerConfig.DEFAULT_IMAGE).asCompatibleSubstituteFor("postgres"));

    @Test
    void theContainerHoldsPgmq(@Autowired JdbcTemplate jdbc, @Autowired ObjectProvider<PgmqDatabase> embedded) {
        jdbc.execute("CREATE EXTENSION IF NOT EXISTS pgmq");
        jdbc.execute("SELECT pgmq.create('greetings')");
        assertThat(embedded.getIfAvailable()).isNull();
    }

    @Configuration
    @EnableAutoConfiguration
    static class Application {}
}
