/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.LogContext;
import java.util.UUID;
import org.apache.camel.Message;

/** What log lines say of the command that they are about, see {@link CommandBusMdcKeys}. */
final class CommandLog {

    private CommandLog() {}

    /** A claimed command. */
    static LogContext of(FetchedCommand claimed) {
        CommandMetadata command = claimed.command();
        return of(command.domain(), command.commandId())
                .with(CommandBusMdcKeys.COMMAND_TYPE, command.commandType())
                .with(CommandBusMdcKeys.ATTEMPT, command.attempts());
    }

    /** @param commandId null if the message names none */
    static LogContext of(String domain, UUID commandId) {
        return LogContext.empty().with(CommandBusMdcKeys.DOMAIN, domain).with(CommandBusMdcKeys.COMMAND_ID, commandId);
    }

    /** A reply, as a route gets it. */
    static LogContext ofReply(Message reply) {
        return LogContext.empty()
                .with(CommandBusMdcKeys.DOMAIN, reply.getHeader(CommandBusConstants.DOMAIN))
                .with(CommandBusMdcKeys.COMMAND_ID, reply.getHeader(CommandBusConstants.COMMAND_ID))
                .with(CommandBusMdcKeys.COMMAND_TYPE, reply.getHeader(CommandBusConstants.COMMAND_TYPE));
    }
}
