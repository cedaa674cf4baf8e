/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to reach one database.
 *
 * @param server     the address up to the slash before the database
 * @param database   as it stands in the address
 * @param parameters the address's parameters without user name and password, with the question mark; may be empty
 * @param username   never null
 * @param password   may be null
 */
record ConnectionSettings(String server, String database, String parameters, String username, String password) {

    private static final Pattern ADDRESS =
            Pattern.compile("jdbc:postgresql:(?<server>//[^/?]*)?/?(?<database>[^?]*)(\\?(?<query>.*))?");
    private static final String DEFAULT_SERVER = "//localhost:5432";
    private static final String DEFAULT_NAME = "postgres";

    /**
     * @param url      address that may carry {@code user} and {@code password}
     * @param username wins over the address; may be null
     * @param password wins over the address; may be null
     */
    static ConnectionSettings parse(String url, String username, String password) {
        Matcher parts = ADDRESS.matcher(url);
        PGSimpleDataSource driver = new PGSimpleDataSource();
        if (!parts.matches() || !accepts(driver, url)) {
            // Without the address, which may hold the password.
            throw new PgmqServerException(
                    "pgmq.url is not a PostgreSQL JDBC address: give it as jdbc:postgresql://host:port/database");
        }
        return new ConnectionSettings(
                "jdbc:postgresql:" + orElse(parts.group("server"), DEFAULT_SERVER),
                orElse(parts.group("database"), DEFAULT_NAME),
                withoutCredentials(orElse(parts.group("query"), "")),
                orElse(orElse(username, driver.getUser()), DEFAULT_NAME),
                orElse(password, driver.getPassword()));
    }

    ConnectionSettings withDatabase(String other) {
        return new ConnectionSettings(server, other, parameters, username, password);
    }

    /** Without user name and password. */
    String url() {
        return server + "/" + database + parameters;
    }

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url());
        dataSource.setUser(username);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Without parameters, some of which can be secret. */
    @Override
    public String toString() {
        return username + " at " + server + "/" + database;
    }

    private static boolean accepts(PGSimpleDataSource driver, String url) {
        try {
            driver.setUrl(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutCredentials(String query) {
        String kept = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .filter(parameter -> !parameter.startsWith("user=") && !parameter.startsWith("password="))
                .collect(Collectors.joining("&"));
        return kept.isEmpty() ? "" : "?" + kept;
    }

    private static String orElse(String value, String other) {
        return value == null || value.isEmpty() ? other : value;
    }
}
