/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A container, through Testcontainers, which is only needed for this kind. */
final class ContainerInstance implements PostgresInstance {

    private final PostgreSQLContainer container;
    private final String image;

    private ContainerInstance(PostgreSQLContainer container, String image) {
        this.container = container;
        this.image = image;
    }

    static ContainerInstance start(PgmqServerConfig config) {
        checkDocker();
        PostgreSQLContainer container = container(config);
        try {
            container.start();
        } catch (ContainerFetchException e) {
            throw new PgmqServerException(
                    "the image " + config.image()
                            + " cannot be pulled: check pgmq.image and the access to its registry,"
                            + " or load the image into Docker beforehand",
                    e);
        } catch (ContainerLaunchException e) {
            throw new PgmqServerException(
                    "the container of " + config.image()
                            + " did not start: check that pgmq.image is a PostgreSQL image," + " that pgmq.port="
                            + config.port() + " is free (0 = a free one) and pgmq.setting.*",
                    e);
        }
        return new ContainerInstance(container, config.image());
    }

    @Override
    public ConnectionSettings admin() {
        return ConnectionSettings.parse(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    @Override
    public String kind() {
        return "container " + image;
    }

    @Override
    public boolean outlivesUs() {
        return false;
    }

    @Override
    public void stop() {
        container.stop();
    }

    private static void checkDocker() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new PgmqServerException("pgmq.instance=container needs Docker and none answers: start Docker (or set"
                    + " DOCKER_HOST), or use pgmq.instance=embedded, which needs none");
        }
    }

    private static PostgreSQLContainer container(PgmqServerConfig config) {
        DockerImageName image;
        try {
            image = DockerImageName.parse(config.image()).asCompatibleSubstituteFor("postgres");
        } catch (IllegalArgumentException e) {
            throw new PgmqServerException("pgmq.image=" + config.image() + " does not name an image", e);
        }
        PostgreSQLContainer container = new PostgreSQLContainer(image)
                .withDatabaseName("postgres")
                .withUsername("postgres")
                .withPassword("postgres")
                .withStartupTimeout(config.startupTimeout())
                .withCommand(command(config));
        if (config.port() != 0) {
            container.setPortBindings(List.of(config.port() + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
        }
        return container;
    }

    private static String[] command(PgmqServerConfig config) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        config.effectiveSettings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command.toArray(String[]::new);
    }
}
