/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Runs the migrations of the command bus where Spring Boot runs those of the application, in the same database and schema, and after them. They
 * have a history table of their own, so that the version numbers of the two do not meet.
 */
@AutoConfiguration(after = FlywayAutoConfiguration.class)
@ConditionalOnClass(Flyway.class)
@ConditionalOnSingleCandidate(Flyway.class)
@ConditionalOnBean(FlywayMigrationInitializer.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.commandbus"})
@ConditionalOnProperty(prefix = "camel.component.commandbus.flyway", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(CommandBusFlywayProperties.class)
public class CommandBusFlywayAutoConfiguration {

    @Bean
    CommandBusMigrations commandBusMigrations(
            Flyway flyway, FlywayMigrationInitializer first, CommandBusFlywayProperties properties) {
        return new CommandBusMigrations(flyway.getConfiguration(), properties.table());
    }
}
