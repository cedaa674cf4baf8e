/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

/** A server that exists already. */
final class RemoteInstance implements PostgresInstance {

    private final ConnectionSettings admin;

    RemoteInstance(PgmqServerConfig config) {
        this.admin = ConnectionSettings.parse(config.url(), config.username(), config.password());
    }

    @Override
    public ConnectionSettings admin() {
        return admin;
    }

    @Override
    public String kind() {
        return "existing";
    }

    @Override
    public boolean outlivesUs() {
        return true;
    }

    @Override
    public void stop() {
        // Not ours.
    }
}
