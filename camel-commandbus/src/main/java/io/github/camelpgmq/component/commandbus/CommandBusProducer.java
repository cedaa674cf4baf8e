/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.JsonMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.reply.ReplyInbox;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/** Sends a command inside the transaction bound to the thread if there is one; InOut waits for its reply. */
public class CommandBusProducer extends DefaultAsyncProducer {

    private final CommandBusEndpoint endpoint;
    private final CommandStore store;
    private final HeaderMapping headers;
    private final HeaderOrOption<CommandBusOperation> operation;
    private final ProducerOperations operations;
    private JdbcTransactions transactions;
    private NotificationHub hub;

    public CommandBusProducer(CommandBusEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.store = EndpointDomains.areAll(endpoint.getDomain()) ? null : endpoint.store();
        this.headers = endpoint.headers();
        this.operation = new HeaderOrOption<>(
                CommandBusConstants.OPERATION,
                "operation",
                endpoint.getConfiguration().getOperation(),
                CommandBusOperation::of);
        this.operations = new ProducerOperations(endpoint.component().getCommandBus(), endpoint);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        transactions = endpoint.component().transactions();
        hub = endpoint.component().hub(transactions.target());
        if (store == null) {
            endpoint.component().prepare();
        } else {
            endpoint.component()
                    .prepare(
                            store,
                            CommandBusOperation.of(endpoint.getConfiguration().getOperation())
                                    .use());
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            transactions.checkThread(exchange);
            CommandBusOperation wanted = operation.of(exchange.getMessage());
            if (wanted != CommandBusOperation.SEND) {
                operations.perform(wanted, exchange);
            } else if (store == null) {
                throw new IllegalArgumentException(
                        "To send, name one domain: commandbus:* is every domain, for operations that find commands or act on those in troubleshooting");
            } else if (exchange.getPattern().isOutCapable()) {
                return request(exchange, callback);
            } else {
                send(exchange, commandId(exchange), replyTo(exchange));
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private boolean request(Exchange exchange, AsyncCallback callback) throws Exception {
        if (transactions.isActive()) {
            throw new IllegalStateException("Request/reply (InOut) to " + endpoint.getEndpointUri()
                    + " inside a transaction would wait for itself: the command is invisible until the commit. "
                    + "Send it InOnly, or move the request out of the transaction");
        }
        UUID id = commandId(exchange);
        Duration timeout = endpoint.getConfiguration().getRequestTimeout();
        ReplyInbox<Reply> inbox = endpoint.component().inbox(endpoint.getDomain());
        CompletableFuture<Reply> reply = inbox.expect(id.toString(), timeout);
        try {
            send(exchange, id, inbox.queue().name());
        } catch (Exception e) {
            reply.cancel(false);
            throw e;
        }
        reply.whenComplete((answer, failure) -> {
            if (failure instanceof TimeoutException) {
                exchange.setException(new ExchangeTimedOutException(
                        exchange, timeout.toMillis(), "no reply to command " + id + "; it may still be handled"));
            } else if (failure instanceof PgmqException) {
                exchange.setException(new CommandBusException(failure.getMessage(), failure));
            } else if (failure != null) {
                exchange.setException(failure);
            } else if (answer.outcome() == Outcome.SUCCESS) {
                answer(exchange, answer);
            } else {
                exchange.setException(failureOf(answer));
            }
            callback.done(false);
        });
        return false;
    }

    private static void answer(Exchange exchange, Reply reply) {
        JsonMessage message = new JsonMessage(exchange.getContext());
        message.copyFrom(exchange.getMessage());
        exchange.setMessage(message);
        message.setJson(reply.dataJson());
    }

    private static CommandFailedException failureOf(Reply reply) {
        return reply.error() == null
                ? new CommandFailedException(reply.outcome(), null, null, reply.reason())
                : new CommandFailedException(
                        reply.outcome(),
                        reply.error().type(),
                        reply.error().code(),
                        reply.error().message());
    }

    private void send(Exchange exchange, UUID id, String replyTo) throws SQLException {
        if (endpoint.getCommandType() == null || endpoint.getCommandType().isBlank()) {
            throw new IllegalArgumentException(
                    "To send, name the command type: commandbus:" + endpoint.getDomain() + "/SomeCommand");
        }
        CommandBusConfiguration options = endpoint.getConfiguration();
        Message in = exchange.getMessage();
        UUID correlation = uuid(in, CommandBusConstants.CORRELATION_ID);
        UUID correlationId = correlation == null ? UUID.randomUUID() : correlation;
        CommandMessage message = new CommandMessage(
                endpoint.getDomain(),
                endpoint.getCommandType(),
                id,
                correlationId,
                replyTo,
                Instant.now(),
                JsonData.of(exchange));
        NewCommand command = new NewCommand(
                id,
                endpoint.getCommandType(),
                correlationId,
                replyTo,
                in.getHeader(CommandBusConstants.MAX_ATTEMPTS, options.getMaxAttempts(), Integer.class),
                in.getHeader(CommandBusConstants.DELAY, options.getDelay(), Duration.class),
                uuid(in, CommandBusConstants.BATCH_ID),
                message.toJson(),
                headers.toJson(exchange, Map.of()));
        in.setHeader(CommandBusConstants.COMMAND_ID, id.toString());
        in.setHeader(CommandBusConstants.CORRELATION_ID, correlationId.toString());
        try (Connection connection = transactions.getConnection()) {
            store.sending().send(connection, command);
        } catch (DuplicateCommandException e) {
            // A request could only wait in vain: the reply goes to whoever has sent the command first.
            if (options.getOnDuplicate() == CommandBusConfiguration.OnDuplicate.fail
                    || exchange.getPattern().isOutCapable()) {
                throw e;
            }
            return;
        }
        transactions.afterCommit(() -> hub.notifyAfterCommit(Channels.domain(endpoint.getDomain())));
    }

    private String replyTo(Exchange exchange) {
        return endpoint.component().allowedReplyQueues().replyTo(exchange.getMessage(), endpoint.getConfiguration());
    }

    private static UUID commandId(Exchange exchange) {
        UUID given = uuid(exchange.getMessage(), CommandBusConstants.COMMAND_ID);
        return given == null ? UUID.randomUUID() : given;
    }

    private static UUID uuid(Message message, String header) {
        Object given = message.getHeader(header);
        try {
            return given == null ? null : Uuids.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Header " + header + " is '" + given + "': " + e.getMessage(), e);
        }
    }
}
