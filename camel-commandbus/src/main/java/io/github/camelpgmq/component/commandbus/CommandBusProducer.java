/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.BatchBody;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.JsonMessage;
import io.github.camelpgmq.component.pgmq.Values;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/** Sends commands inside the transaction bound to the thread if there is one; InOut waits for the reply. Does the other operations. */
public class CommandBusProducer extends DefaultAsyncProducer {

    private final CommandBusEndpoint endpoint;
    private final HeaderOrOption<CommandBusOperation> operation;
    private final HeaderOrOption<Duration> requestTimeout;
    private final HeaderOrOption<Integer> chunkSize;
    private final OutgoingCommands commands;
    private final ProducerOperations operations;
    private JdbcTransactions transactions;
    private CommandSender sender;
    private CommandRequester requester;

    public CommandBusProducer(CommandBusEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        CommandBusConfiguration options = endpoint.getConfiguration();
        this.operation = new HeaderOrOption<>(
                CommandBusConstants.OPERATION, "operation", options.getOperation(), CommandBusOperation::of);
        this.requestTimeout = new HeaderOrOption<>(
                CommandBusConstants.REQUEST_TIMEOUT, "requestTimeout", options.getRequestTimeout(), Values::timeout);
        this.chunkSize = new HeaderOrOption<>(
                CommandBusConstants.BATCH_CHUNK_SIZE, "batchChunkSize", options.getBatchChunkSize(), Values::quantity);
        this.commands = new OutgoingCommands(endpoint);
        this.operations = new ProducerOperations(endpoint.component().getCommandBus(), endpoint, commands);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CommandBusComponent component = endpoint.component();
        transactions = component.transactions();
        if (EndpointDomains.areAll(endpoint.getDomain())) {
            component.prepare();
            return;
        }
        CommandStore store = endpoint.store();
        component.prepare(
                store,
                CommandBusOperation.of(endpoint.getConfiguration().getOperation())
                        .use());
        sender = new CommandSender(
                store,
                transactions,
                component.hub(transactions.target()),
                endpoint.getConfiguration().getOnDuplicate());
        requester = new CommandRequester(component, endpoint.getDomain(), sender);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            transactions.checkThread(exchange);
            CommandBusOperation wanted = operation.of(exchange.getMessage());
            if (wanted != CommandBusOperation.SEND && wanted != CommandBusOperation.SEND_BATCH) {
                operations.perform(wanted, exchange);
            } else if (sender == null) {
                throw new IllegalArgumentException("To send, name one domain: commandbus:* is every domain, for"
                        + " operations that find commands or act on those in troubleshooting");
            } else if (wanted == CommandBusOperation.SEND_BATCH) {
                sendBatch(exchange);
            } else if (exchange.getPattern().isOutCapable()) {
                return request(exchange, callback);
            } else {
                send(exchange);
            }
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void send(Exchange exchange) {
        NewCommand command = describing(exchange, commands.one(exchange));
        SentCommand sent = sender.send(command);
        Message in = exchange.getMessage();
        in.setHeader(CommandBusConstants.STATUS, sent.status().name());
        in.setHeader(CommandBusConstants.DUPLICATE, sent.duplicate());
        in.setHeader(CommandBusConstants.MESSAGE_ID, sent.msgId());
        in.setHeader(CommandBusConstants.CORRELATION_ID, text(sent.correlationId()));
        DescribedCommand.sent(exchange, sent.id().toString());
    }

    private void sendBatch(Exchange exchange) {
        BatchSending batch = new BatchSending(sender, chunkSize.of(exchange.getMessage()));
        BatchBody.forEach(
                exchange.getMessage().getBody(), element -> batch.add(() -> commands.element(exchange, element)));
        exchange.getMessage().setBody(batch.finish());
    }

    private boolean request(Exchange exchange, AsyncCallback callback) {
        Duration timeout = requestTimeout.of(exchange.getMessage());
        CompletableFuture<Reply> reply = requester.request(
                queue -> describing(exchange, commands.oneWithReplyTo(queue, exchange)),
                timeout,
                endpoint.getEndpointUri());
        String id = exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class);
        DescribedCommand.sent(exchange, id);
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

    private static NewCommand describing(Exchange exchange, NewCommand command) {
        DescribedCommand.sending(exchange, command.id().toString());
        exchange.getMessage().setHeader(CommandBusConstants.CORRELATION_ID, text(command.correlationId()));
        return command;
    }

    private static String text(UUID id) {
        return id == null ? null : id.toString();
    }
}
