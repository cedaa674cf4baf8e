/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.DatabaseComponent;
import io.github.camelpgmq.component.pgmq.KameletDatabase;

/**
 * The {@code commandbus:} of the Kamelets {@code commandbus-send-sink} and {@code commandbus-handler-source}. Those that
 * handle share one component for each {@code jdbcUrl} and {@code username}: all consumers of a domain need the same
 * engine, else each would send the other's commands to troubleshooting.
 */
public final class KameletCommandBus extends KameletDatabase<CommandBusComponent> {

    private boolean handling;

    /** Called by the templates of the Kamelets. */
    public KameletCommandBus() {
        super("commandbus", new CommandBusComponent());
    }

    @Override
    protected void checkWithoutDatabase() {
        if (getComponent().isAutoCreateSchema()
                || getComponent().isAutoCreateQueue()
                || getComponent().getAckMode() != CommandBusComponent.AckMode.delete) {
            throw new IllegalArgumentException("The Kamelet's autoCreateSchema, autoCreateQueue and ackMode need its"
                    + " jdbcUrl. Without it the Kamelet uses the component of the application: set"
                    + " camel.component.commandbus.auto-create-schema, auto-create-queue and ack-mode");
        }
    }

    @Override
    protected DatabaseComponent ownComponent() {
        return handling ? HandlerDatabases.of(getCamelContext()).component(getComponent(), this::open) : open();
    }

    public boolean isHandling() {
        return handling;
    }

    /** Whether the Kamelet handles commands, and so shares its component with others that do. */
    public void setHandling(boolean handling) {
        this.handling = handling;
    }
}
