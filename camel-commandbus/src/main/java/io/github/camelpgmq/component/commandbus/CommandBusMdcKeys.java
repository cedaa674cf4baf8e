/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/**
 * The keys under which log lines about one command carry what it is, in SLF4J's MDC: while its handler runs, and in what the component logs
 * about it. Spans carry the same.
 */
public final class CommandBusMdcKeys {

    public static final String DOMAIN = "camel.commandbus.domain";
    public static final String COMMAND_ID = "camel.commandbus.commandId";
    public static final String COMMAND_TYPE = "camel.commandbus.commandType";
    /** Counted from 1; not in lines about a reply. */
    public static final String ATTEMPT = "camel.commandbus.attempt";

    private CommandBusMdcKeys() {}
}
