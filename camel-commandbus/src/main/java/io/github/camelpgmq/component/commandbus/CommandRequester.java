/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.reply.ReplyInbox;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sends commands whose replies somebody waits for in this JVM. Thread-safe. */
final class CommandRequester {

    private final CommandBusComponent component;
    private final String domain;
    private final CommandSender sender;

    CommandRequester(CommandBusComponent component, String domain, CommandSender sender) {
        this.component = component;
        this.domain = domain;
        this.sender = sender;
    }

    /**
     * Sends a command and returns its reply to come; see {@link ReplyInbox#expect} for how it ends without one.
     *
     * @param command makes the command for the queue that its reply is to go to
     * @param user    who asks, for the message
     * @throws IllegalStateException inside a transaction, where the wait would never end
     */
    CompletableFuture<Reply> request(Function<QueueName, NewCommand> command, Duration timeout, String user) {
        if (sender.inTransaction()) {
            throw new IllegalStateException("Request/reply (InOut) to " + user
                    + " inside a transaction would wait for itself: the command is invisible until the commit. "
                    + "Send it InOnly, or move the request out of the transaction");
        }
        ReplyInbox<Reply> inbox = component.inbox(domain);
        NewCommand request = command.apply(inbox.queue());
        CompletableFuture<Reply> reply = inbox.expect(request.id().toString(), timeout);
        try {
            sender.send(request);
        } catch (RuntimeException e) {
            reply.cancel(false);
            throw e;
        }
        return reply;
    }
}
