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
public final class KameletCommandBus extends KameletDatabase {

    private boolean autoCreateSchema;
    private boolean autoCreateQueue;
    private CommandBusComponent.AckMode ackMode = CommandBusComponent.AckMode.delete;
    private boolean handling;

    @Override
    protected String scheme() {
        return "commandbus";
    }

    @Override
    protected void checkWithoutDatabase() {
        if (autoCreateSchema || autoCreateQueue || ackMode != CommandBusComponent.AckMode.delete) {
            throw new IllegalArgumentException("The Kamelet's autoCreateSchema, autoCreateQueue and ackMode need its"
                    + " jdbcUrl. Without it the Kamelet uses the component of the application: set"
                    + " camel.component.commandbus.auto-create-schema, auto-create-queue and ack-mode");
        }
    }

    @Override
    protected DatabaseComponent ownComponent() {
        return handling
                ? HandlerDatabases.of(getCamelContext()).component(settings(), this::newComponent)
                : newComponent();
    }

    private HandlerDatabases.Settings settings() {
        return new HandlerDatabases.Settings(
                getJdbcUrl(),
                getUsername(),
                getPassword(),
                getMaximumPoolSize(),
                autoCreateSchema,
                autoCreateQueue,
                ackMode);
    }

    private CommandBusComponent newComponent() {
        CommandBusComponent own = new CommandBusComponent();
        own.setAutoCreateSchema(autoCreateSchema);
        own.setAutoCreateQueue(autoCreateQueue);
        own.setAckMode(ackMode);
        return open(own);
    }

    public boolean isAutoCreateSchema() {
        return autoCreateSchema;
    }

    public void setAutoCreateSchema(boolean autoCreateSchema) {
        this.autoCreateSchema = autoCreateSchema;
    }

    public boolean isAutoCreateQueue() {
        return autoCreateQueue;
    }

    public void setAutoCreateQueue(boolean autoCreateQueue) {
        this.autoCreateQueue = autoCreateQueue;
    }

    public CommandBusComponent.AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(CommandBusComponent.AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public boolean isHandling() {
        return handling;
    }

    /** Whether the Kamelet handles commands, and so shares its component with others that do. */
    public void setHandling(boolean handling) {
        this.handling = handling;
    }
}
