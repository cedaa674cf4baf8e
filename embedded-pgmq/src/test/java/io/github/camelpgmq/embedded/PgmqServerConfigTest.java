/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgmqServerConfigTest {

    @Test
    void startsAnEmbeddedServerOnAFreePortByDefault() {
        assertThat(PgmqServerConfig.from(new Properties()))
                .isEqualTo(PgmqServerConfig.builder().build());
        PgmqServerConfig config = PgmqServerConfig.from(new Properties());
        assertThat(config.instance()).isEqualTo(PgmqServerConfig.Instance.EMBEDDED);
        assertThat(config.port()).isZero();
        assertThat(config.durable()).isFalse();
        assertThat(config.image()).isEqualTo("ghcr.io/pgmq/pg18-pgmq:v1.11.1");
        assertThat(config.settings()).containsEntry("max_connections", "300");
    }

    @Test
    void readsEveryProperty() {
        Properties properties = new Properties();
        properties.setProperty("pgmq.instance", "Remote");
        properties.setProperty("pgmq.port", "5433");
        properties.setProperty("pgmq.durable", "true");
        properties.setProperty("pgmq.directory", "somewhere");
        properties.setProperty("pgmq.startupTimeout", "90");
        properties.setProperty("pgmq.image", "registry.example/pgmq:1");
        properties.setProperty("pgmq.url", "jdbc:postgresql://db/app");
        properties.setProperty("pgmq.username", "app");
        properties.setProperty("pgmq.password", "secret");
        properties.setProperty("pgmq.setting.shared_buffers", "256MB");
        PgmqServerConfig config = PgmqServerConfig.from(properties);
        assertThat(config)
                .isEqualTo(PgmqServerConfig.builder()
                        .remote("jdbc:postgresql://db/app")
                        .port(5433)
                        .durable(true)
                        .directory(Path.of("somewhere"))
                        .startupTimeout(Duration.ofSeconds(90))
                        .image("registry.example/pgmq:1")
                        .username("app")
                        .password("secret")
                        .setting("shared_buffers", "256MB")
                        .build());
    }

    @Test
    void showsNoPassword() {
        PgmqServerConfig config = PgmqServerConfig.builder()
                .remote("jdbc:postgresql://db/app?password=secret1&sslpassword=secret2")
                .password("secret3")
                .build();
        assertThat(config.toString()).contains("jdbc:postgresql://db/app").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "pgmq.instance, docker, 'embedded, container or remote'",
        "pgmq.instance, remote, pgmq.url",
        "pgmq.port, many, whole number",
        "pgmq.port, 70000, 1 to 65535",
        "pgmq.durable, yes, true or false",
        "pgmq.startupTimeout, 0, at least one second",
        "pgmq.setting.a-b, 1, postgresql.conf"
    })
    void namesThePropertyThatIsWrong(String name, String value, String cure) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        assertThatThrownBy(() -> PgmqServerConfig.from(properties))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(cure);
    }
}
