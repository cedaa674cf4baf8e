/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A JUnit extension: one database for each version of PGMQ, made when it is first used and dropped after the test class. */
public final class VersionDatabases implements AfterAllCallback {

    private final PgmqExtension server;
    private final Map<PgmqVersion, FreshDatabase> databases = new ConcurrentHashMap<>();

    /** @param server registered before this */
    public VersionDatabases(PgmqExtension server) {
        this.server = server;
    }

    public FreshDatabase of(PgmqVersion version) {
        return databases.computeIfAbsent(
                version, one -> FreshDatabase.beside(server.database()).with(one.scripts()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        databases.values().forEach(FreshDatabase::close);
        databases.clear();
    }
}
