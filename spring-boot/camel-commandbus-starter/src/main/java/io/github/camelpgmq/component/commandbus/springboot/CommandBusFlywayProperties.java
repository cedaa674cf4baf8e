/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Flyway creates and changes the tables of the command bus.
 *
 * @param enabled whether the migrations of the command bus run with those of the application
 * @param table the history table of these migrations
 */
@ConfigurationProperties(prefix = "camel.component.commandbus.flyway")
record CommandBusFlywayProperties(
        @DefaultValue("true") boolean enabled, @DefaultValue("command_bus_history") String table) {}
