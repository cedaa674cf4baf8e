/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * What server to start. Immutable; {@link #toString()} shows no password.
 *
 * <table>
 * <caption>System properties and their defaults</caption>
 * <tr><th>property</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code pgmq.instance}</td><td>{@code embedded}</td><td>{@code embedded}, {@code container} or {@code remote}</td></tr>
 * <tr><td>{@code pgmq.port}</td><td>0</td><td>port on this machine; 0 = a free one</td></tr>
 * <tr><td>{@code pgmq.durable}</td><td>false</td><td>whether commits survive a crash of the machine ({@code fsync},
 *     {@code synchronous_commit}, {@code full_page_writes}); turn it on for benchmarks</td></tr>
 * <tr><td>{@code pgmq.directory}</td><td>a directory of this user below {@code java.io.tmpdir}</td><td>where the embedded
 *     server's programs and data go</td></tr>
 * <tr><td>{@code pgmq.startupTimeout}</td><td>60</td><td>seconds to wait for the server</td></tr>
 * <tr><td>{@code pgmq.setting.<name>}</td><td>{@code max_connections=300}</td><td>PostgreSQL's own settings</td></tr>
 * <tr><td>{@code pgmq.image}</td><td>{@value #DEFAULT_IMAGE}</td><td>the container's image</td></tr>
 * <tr><td>{@code pgmq.url}</td><td></td><td>JDBC address of an existing server; its database is only connected to</td></tr>
 * <tr><td>{@code pgmq.username}</td><td>{@code postgres}</td><td>a role of the existing server that may create databases</td></tr>
 * <tr><td>{@code pgmq.password}</td><td></td><td>without it the driver looks into {@code ~/.pgpass}</td></tr>
 * </table>
 *
 * <p>Port, durability, directory and settings do not apply to an existing server.
 *
 * @param instance       the kind of server
 * @param port           port on this machine; 0 = a free one
 * @param durable        whether commits survive a crash of the machine
 * @param directory      where the embedded server's programs and data go
 * @param startupTimeout how long to wait for the server
 * @param settings       PostgreSQL's own settings
 * @param image          the container's image
 * @param url            JDBC address of an existing server; {@code null} for the other kinds
 * @param username       role on the existing server; {@code null} = as in the address, else {@code postgres}
 * @param password       its password; may be {@code null}
 */
public record PgmqServerConfig(
        Instance instance,
        int port,
        boolean durable,
        Path directory,
        Duration startupTimeout,
        Map<String, String> settings,
        String image,
        String url,
        String username,
        String password) {

    /** The image that a container is made from unless another one is named. */
    public static final String DEFAULT_IMAGE = "ghcr.io/pgmq/pg18-pgmq:v1.11.1";

    private static final String SETTING_PREFIX = "pgmq.setting.";

    /** The kinds of server. */
    public enum Instance {
        /** PostgreSQL from the class path, unpacked and started by this JVM. */
        EMBEDDED,
        /** A container, through Testcontainers. */
        CONTAINER,
        /** A server that exists already. */
        REMOTE
    }

    /**
     * @throws PgmqServerException if a value is out of range or an existing server has no address
     */
    public PgmqServerConfig {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(startupTimeout, "startupTimeout");
        Objects.requireNonNull(image, "image");
        settings = Map.copyOf(settings);
        if (port < 0 || port > 65535) {
            throw new PgmqServerException("pgmq.port is " + port + ": give 0 for a free port, or 1 to 65535");
        }
        if (startupTimeout.isNegative() || startupTimeout.isZero()) {
            throw new PgmqServerException("pgmq.startupTimeout must be at least one second");
        }
        if (instance == Instance.REMOTE && (url == null || url.isBlank())) {
            throw new PgmqServerException("pgmq.instance=remote needs the address of the server:"
                    + " set pgmq.url=jdbc:postgresql://host:port/database");
        }
        settings.keySet().forEach(PgmqServerConfig::checkSettingName);
    }

    /**
     * @return the configuration in the JVM's system properties, see the table above
     * @throws PgmqServerException if a property cannot be understood
     */
    public static PgmqServerConfig fromSystemProperties() {
        return from(System.getProperties());
    }

    /**
     * @param properties as the table above names them; others are ignored
     * @return the configuration in these properties
     * @throws PgmqServerException if a property cannot be understood
     */
    public static PgmqServerConfig from(Properties properties) {
        Builder builder = builder();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name).trim();
            if (name.startsWith(SETTING_PREFIX)) {
                builder.setting(name.substring(SETTING_PREFIX.length()), value);
            } else if (!value.isEmpty()) {
                builder.property(name, value);
            }
        }
        return builder.build();
    }

    /**
     * @return a builder that holds the defaults and looks at no system property except {@code java.io.tmpdir}
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return switch (instance) {
            case EMBEDDED ->
                "PgmqServerConfig[embedded, port " + port + ", durable " + durable + ", " + directory + ", " + settings
                        + "]";
            case CONTAINER ->
                "PgmqServerConfig[container " + image + ", port " + port + ", durable " + durable + ", " + settings
                        + "]";
            case REMOTE -> "PgmqServerConfig[remote " + ConnectionSettings.parse(url, username, password) + "]";
        };
    }

    /** The settings with durability spelled out; explicit ones win. */
    Map<String, String> effectiveSettings() {
        String onOrOff = durable ? "on" : "off";
        Map<String, String> all = new LinkedHashMap<>();
        all.put("fsync", onOrOff);
        all.put("synchronous_commit", onOrOff);
        all.put("full_page_writes", onOrOff);
        all.putAll(settings);
        return all;
    }

    private static void checkSettingName(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new PgmqServerException(
                    SETTING_PREFIX + name + " does not name a PostgreSQL setting: use a name as in postgresql.conf");
        }
    }

    /** Collects a configuration. Not safe for use by several threads. */
    public static final class Builder {

        private Instance instance = Instance.EMBEDDED;
        private int port;
        private boolean durable;
        private Path directory = Path.of(
                System.getProperty("java.io.tmpdir"),
                "embedded-pgmq-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_"));
        private Duration startupTimeout = Duration.ofSeconds(60);
        private final Map<String, String> settings = new LinkedHashMap<>(Map.of("max_connections", "300"));
        private String image = DEFAULT_IMAGE;
        private String url;
        private String username;
        private String password;

        private Builder() {}

        /**
         * @param instance the kind of server
         * @return this builder
         */
        public Builder instance(Instance instance) {
            this.instance = instance;
            return this;
        }

        /**
         * @param port port on this machine; 0 = a free one
         * @return this builder
         */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * @param durable whether commits survive a crash of the machine
         * @return this builder
         */
        public Builder durable(boolean durable) {
            this.durable = durable;
            return this;
        }

        /**
         * @param directory where the embedded server's programs and data go
         * @return this builder
         */
        public Builder directory(Path directory) {
            this.directory = directory;
            return this;
        }

        /**
         * @param startupTimeout how long to wait for the server
         * @return this builder
         */
        public Builder startupTimeout(Duration startupTimeout) {
            this.startupTimeout = startupTimeout;
            return this;
        }

        /**
         * @param name  a PostgreSQL setting such as {@code shared_buffers}
         * @param value its value as in postgresql.conf, without quotes
         * @return this builder
         */
        public Builder setting(String name, String value) {
            this.settings.put(name, value);
            return this;
        }

        /**
         * @param image the container's image; it must hold PostgreSQL, and PGMQ unless its SQL script may be used
         * @return this builder
         */
        public Builder image(String image) {
            this.image = image;
            return this;
        }

        /**
         * Chooses an existing server.
         *
         * @param url JDBC address; its database is only connected to
         * @return this builder
         */
        public Builder remote(String url) {
            this.instance = Instance.REMOTE;
            this.url = url;
            return this;
        }

        /**
         * @param username a role of the existing server that may create databases
         * @return this builder
         */
        public Builder username(String username) {
            this.username = username;
            return this;
        }

        /**
         * @param password the role's password
         * @return this builder
         */
        public Builder password(String password) {
            this.password = password;
            return this;
        }

        /**
         * @return the configuration
         * @throws PgmqServerException if a value is out of range or an existing server has no address
         */
        public PgmqServerConfig build() {
            return new PgmqServerConfig(
                    instance, port, durable, directory, startupTimeout, settings, image, url, username, password);
        }

        private void property(String name, String value) {
            switch (name) {
                case "pgmq.instance" -> instance = parseInstance(value);
                case "pgmq.port" -> port = parseNumber(name, value);
                case "pgmq.durable" -> durable = parseBoolean(name, value);
                case "pgmq.directory" -> directory = Path.of(value);
                case "pgmq.startupTimeout" -> startupTimeout = Duration.ofSeconds(parseNumber(name, value));
                case "pgmq.image" -> image = value;
                case "pgmq.url" -> url = value;
                case "pgmq.username" -> username = value;
                case "pgmq.password" -> password = value;
                default -> {
                    // Other people's properties.
                }
            }
        }

        private static Instance parseInstance(String value) {
            try {
                return Instance.valueOf(value.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new PgmqServerException(
                        "pgmq.instance=" + value + " is not known: use embedded, container or remote", e);
            }
        }

        private static int parseNumber(String name, String value) {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new PgmqServerException(name + "=" + value + " is not a whole number", e);
            }
        }

        private static boolean parseBoolean(String name, String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new PgmqServerException(name + "=" + value + " is not known: use true or false");
            };
        }
    }
}
