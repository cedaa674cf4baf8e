/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class ContainerInstanceIT {

    private final PgmqServerConfig.Builder config =
            PgmqServerConfig.builder().instance(PgmqServerConfig.Instance.CONTAINER);

    @Test
    void saysThatDockerIsMissing() {
        assumeFalse(DockerClientFactory.instance().isDockerAvailable(), "Docker is here");
        assertThatThrownBy(() -> PgmqServer.start(config.build()))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.instance=container needs Docker")
                .hasMessageContaining("pgmq.instance=embedded");
    }

    @Test
    void holdsTheGenuinePgmq() throws SQLException {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "Docker is not here");
        try (PgmqServer server = PgmqServer.start(config.durable(true).build());
                PgmqDatabase database = server.createDatabase()) {
            assertThat(Queries.value(database.dataSource(), "SHOW fsync")).isEqualTo("on");
            assertThat(Queries.value(database.dataSource(), "SELECT pgmq.create('greetings')"))
                    .isNotNull();
        }
    }

    @Test
    void saysThatTheImageCannotBePulled() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "Docker is not here");
        assertThatThrownBy(() -> PgmqServer.start(
                        config.image("localhost:1/no/such-image:1").build()))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.image");
    }
}
