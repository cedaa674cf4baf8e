/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.JoinCheck;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/** Handles the commands of one type, or of every type without a consumer of its own, through its domain's engine. */
public class CommandBusConsumer extends DefaultConsumer implements Suspendable {

    private final CommandBusEndpoint endpoint;
    private final String type;
    private HeaderMapping headers;
    private ExecutorService handlerThreads;
    private CommandHandler handler;
    private DomainEngine engine;

    public CommandBusConsumer(CommandBusEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.type = endpoint.getCommandType() == null ? CommandHandler.EVERY_TYPE : endpoint.getCommandType();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CommandBusConfiguration options = endpoint.getConfiguration();
        headers = endpoint.headers();
        CommandStore store = endpoint.store();
        JdbcTransactions transactions = endpoint.component().transactions();
        Outcomes outcomes = new Outcomes(
                store,
                transactions.target(),
                new FailurePolicy(options.getPermanentExceptions(), options.getBusinessExceptions()),
                RetryDelays.parse("retryBackoff", options.getRetryBackoff()),
                endpoint.component().hub(transactions.target()),
                endpoint.component().batchWatches(),
                this::leaseLost);
        if (options.isTransacted()) {
            JoinCheck.warnIfSqlCannotJoin(endpoint.getCamelContext(), transactions, endpoint.getEndpointUri());
        }
        CommandRunner runner = options.isTransacted()
                ? new TransactedRunner(this, store, transactions, outcomes)
                : new GroupedRunner(this, outcomes);
        int size = options.getConcurrentConsumers();
        handlerThreads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(this, "commandbus:" + endpoint.getDomain() + "/" + type + "-handler", size);
        handler = new CommandHandler(handlerThreads, size, store, transactions, options.getVisibilityTimeout(), runner);
        engine = endpoint.component().engines().join(endpoint, type, handler);
    }

    @Override
    protected void doSuspend() throws Exception {
        handler.pause(true);
        engine.paused();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        handler.pause(false);
        engine.resumed();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        if (engine != null) {
            endpoint.component().engines().leave(engine, endpoint.getDomain(), type);
            engine = null;
        }
        if (handlerThreads != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(handlerThreads);
            handlerThreads = null;
        }
        super.doStop();
    }

    /** Puts a command into an exchange: its data as JSON text, its headers and ours. */
    void fill(Exchange exchange, FetchedCommand fetched) {
        headers.fromJson(fetched.headersJson(), exchange);
        CommandMetadata command = fetched.command();
        Message in = exchange.getMessage();
        in.setHeader(CommandBusConstants.DOMAIN, command.domain());
        in.setHeader(CommandBusConstants.ATTEMPT, command.attempts());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, fetched.enqueuedAt().toEpochMilli());
        if (command.correlationId() != null) {
            in.setHeader(
                    CommandBusConstants.CORRELATION_ID, command.correlationId().toString());
        }
        DescribedCommand.handled(exchange, command);
        in.setBody(CommandMessage.parse(fetched.bodyJson()).dataJson());
    }

    private void leaseLost() {
        DomainEngine current = engine;
        if (current != null) {
            current.engine().countLostLease();
        }
    }
}
