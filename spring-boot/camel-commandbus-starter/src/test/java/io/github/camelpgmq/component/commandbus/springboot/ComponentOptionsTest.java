/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.commandbus.CommandBusConfiguration;
import io.github.camelpgmq.component.pgmq.PgmqComponent;
import io.github.camelpgmq.component.pgmq.PgmqConfiguration;
import io.github.camelpgmq.component.pgmq.springboot.PgmqComponentAutoConfiguration;
import io.github.camelpgmq.docs.Catalog;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Each component option of the catalogs is a property, is described for editors, and reaches the component. */
class ComponentOptionsTest {

    private static final String PREFIX = "camel.component.";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    PgmqComponentAutoConfiguration.class, CommandBusComponentAutoConfiguration.class))
            // Not started: no component connects to anything.
            .withBean(CamelContext.class, DefaultCamelContext::new)
            .withBean("another", DataSource.class, PGSimpleDataSource::new)
            .withBean("queues", PgmqConfiguration.class, PgmqConfiguration::new)
            .withBean("commands", CommandBusConfiguration.class, CommandBusConfiguration::new);

    @Test
    void reachThePgmqComponent() {
        requireAll("pgmq", PgmqComponent.class);
    }

    @Test
    void reachTheCommandBusComponent() {
        requireAll("commandbus", CommandBusComponent.class);
    }

    @Test
    void areDescribedForEditors() throws Exception {
        Map<String, JsonNode> described = metadata();
        for (String scheme : new String[] {"pgmq", "commandbus"}) {
            for (Catalog.Entry option : catalog(scheme).componentOptions()) {
                String name = property(scheme, option.name());
                JsonNode property = described.get(name);
                assertThat(property).as(name).isNotNull();
                assertThat(property.path("description").asText()).as(name).isNotBlank();
                if (!option.defaultValue().isEmpty()) {
                    assertThat(property.path("defaultValue").asText()).as(name).isEqualTo(option.defaultValue());
                }
            }
        }
        assertThat(described
                        .get("camel.component.pgmq.visibility-timeout")
                        .path("type")
                        .asText())
                .isEqualTo("java.time.Duration");
        assertThat(described.get("camel.component.pgmq.ack-mode").path("type").asText())
                .isEqualTo(PgmqConfiguration.AckMode.class.getName());
        assertThat(described
                        .get("camel.component.commandbus.flyway.table")
                        .path("defaultValue")
                        .asText())
                .isEqualTo("command_bus_history");
    }

    /** In two rounds: the object with an endpoint's defaults would replace the options beside it. */
    private void requireAll(String scheme, Class<? extends Component> type) {
        Map<String, String> values = new LinkedHashMap<>();
        catalog(scheme).componentOptions().forEach(option -> values.put(option.name(), value(option)));
        String configuration = values.remove("configuration");
        assertThat(configuration).isNotNull();
        requireSet(scheme, type, values);
        requireSet(scheme, type, Map.of("configuration", configuration));
    }

    private void requireSet(String scheme, Class<? extends Component> type, Map<String, String> values) {
        String[] properties = values.entrySet().stream()
                .map(one -> property(scheme, one.getKey()) + "=" + one.getValue())
                .toArray(String[]::new);
        application.run(plain -> application.withPropertyValues(properties).run(context -> {
            Map<String, Object> before = values(plain.getBean(CamelContext.class), plain.getBean(type));
            Map<String, Object> after = values(context.getBean(CamelContext.class), context.getBean(type));
            values.keySet()
                    .forEach(name ->
                            assertThat(after.get(name)).as(name).isNotNull().isNotEqualTo(before.get(name)));
        }));
    }

    private static Map<String, Object> values(CamelContext camel, Component component) {
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(camel);
        Map<String, Object> values = new LinkedHashMap<>();
        beans.getProperties(component, values, null, false);
        Map<String, Object> defaults = new LinkedHashMap<>();
        beans.getProperties(values.get("configuration"), defaults, null, false);
        defaults.forEach(values::putIfAbsent);
        return values;
    }

    private static String value(Catalog.Entry option) {
        if (option.values().stream().anyMatch(value -> !value.equals(option.defaultValue()))) {
            return option.values().stream()
                    .filter(value -> !value.equals(option.defaultValue()))
                    .findFirst()
                    .orElseThrow();
        }
        return switch (option.type()) {
            case "boolean" -> String.valueOf(!Boolean.parseBoolean(option.defaultValue()));
            case "int", "java.lang.Integer" -> "77";
            case "javax.sql.DataSource" -> "#bean:another";
            case "io.github.camelpgmq.component.pgmq.PgmqConfiguration" -> "#bean:queues";
            case "io.github.camelpgmq.component.commandbus.CommandBusConfiguration" -> "#commands";
            default -> "77s";
        };
    }

    private static String property(String scheme, String option) {
        return PREFIX + scheme + "." + StringHelper.camelCaseToDash(option);
    }

    private static Catalog catalog(String scheme) {
        return Catalog.of("/META-INF/io/github/camelpgmq/component/%1$s/%1$s.json".formatted(scheme));
    }

    private static Map<String, JsonNode> metadata() throws Exception {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        for (URL file : Collections.list(ComponentOptionsTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream stream = file.openStream()) {
                new ObjectMapper()
                        .readTree(stream)
                        .path("properties")
                        .forEach(
                                property -> properties.put(property.path("name").asText(), property));
            }
        }
        return properties.entrySet().stream()
                .filter(one -> one.getKey().startsWith(PREFIX))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
