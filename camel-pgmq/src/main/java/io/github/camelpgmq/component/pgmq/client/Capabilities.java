/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the PGMQ of a database can do, whether it is installed as an extension or as plain SQL. Immutable.
 *
 * @param features what it has beyond PGMQ 1.5
 */
public record Capabilities(Set<PgmqFeature> features) {

    private static final String DETECT =
            """
            SELECT to_regnamespace('pgmq') IS NOT NULL AS has_schema,
              to_regprocedure('pgmq.send(text,jsonb,jsonb,timestamptz)') IS NOT NULL AS installed""";
    private static final String PRESENT =
            "SELECT f AS signature FROM unnest(?::text[]) AS f WHERE to_regprocedure(f) IS NOT NULL";

    public Capabilities {
        features = Set.copyOf(features);
    }

    /**
     * Looks which of PGMQ's functions exist ({@code to_regprocedure}).
     *
     * @throws PgmqNotInstalledException if PGMQ 1.5 or newer is not there or not visible to this role
     */
    public static Capabilities of(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DETECT);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (!rows.getBoolean("installed")) {
                throw new PgmqNotInstalledException(connection.getCatalog(), rows.getBoolean("has_schema"));
            }
        }
        Set<PgmqFeature> found = EnumSet.noneOf(PgmqFeature.class);
        try (PreparedStatement statement = connection.prepareStatement(PRESENT)) {
            String[] signatures = new String[PgmqFeature.values().length];
            for (PgmqFeature feature : PgmqFeature.values()) {
                signatures[feature.ordinal()] = feature.signature();
            }
            statement.setArray(1, connection.createArrayOf("text", signatures));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String signature = rows.getString("signature");
                    for (PgmqFeature feature : PgmqFeature.values()) {
                        if (feature.signature().equals(signature)) {
                            found.add(feature);
                        }
                    }
                }
            }
        }
        return new Capabilities(found);
    }

    /** Whether this PGMQ has the feature. */
    public boolean has(PgmqFeature feature) {
        return features.contains(feature);
    }

    /**
     * Insists on a feature.
     *
     * @param user the option or operation that needs it, for the message
     * @throws UnsupportedFeatureException if this PGMQ lacks it, naming the version that has it
     */
    public void require(PgmqFeature feature, String user) {
        if (!has(feature)) {
            throw new UnsupportedFeatureException(feature, user);
        }
    }
}
