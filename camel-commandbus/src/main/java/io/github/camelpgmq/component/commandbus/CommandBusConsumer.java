/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.ConsumerStatus;
import io.github.camelpgmq.component.pgmq.HandlerThreads;
import io.github.camelpgmq.component.pgmq.ObservedConsumer;
import io.github.camelpgmq.component.pgmq.consumer.HandlingCounts;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.metrics.HandlingMeters;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.JoinCheck;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ClassResolver;

/** Handles the commands of one type, or of every type without a consumer of its own, through its domain's engine. */
public class CommandBusConsumer extends ObservedConsumer {

    private final CommandBusEndpoint endpoint;
    private final String type;
    private IncomingCommands incoming;
    private ExecutorService handlerThreads;
    private CommandHandler handler;
    private volatile DomainEngine engine;
    private volatile HandlingMeters<CommandOutcome> handled;

    public CommandBusConsumer(CommandBusEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.type = endpoint.getCommandType() == null ? CommandHandler.EVERY_TYPE : endpoint.getCommandType();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        CommandBusConfiguration options = endpoint.getConfiguration();
        incoming = new IncomingCommands(endpoint.headers());
        CommandStore store = endpoint.store();
        JdbcTransactions transactions = endpoint.component().transactions();
        checkTransactionBatchSize(options, transactions);
        handled = DomainMeters.ofConsumer(endpoint.getCamelContext(), endpoint.getDomain(), type);
        Outcomes outcomes = new Outcomes(
                store,
                transactions.target(),
                failurePolicy(options),
                RetryDelays.parse("retryBackoff", options.getRetryBackoff()),
                endpoint.component().sentReplies(),
                new TraceHeaders(endpoint.headers()),
                options.getReplyFormat() == CommandBusConfiguration.ReplyFormat.legacy,
                endpoint.component().batchWatches(),
                this::leaseLost,
                handled);
        if (options.isTransacted()) {
            JoinCheck.warnIfSqlCannotJoin(endpoint.getCamelContext(), transactions, endpoint.getEndpointUri());
        }
        CommandRunner runner = runner(options, store, transactions, outcomes);
        int size = options.getConcurrentConsumers();
        handlerThreads = HandlerThreads.open(
                endpoint.getCamelContext().getExecutorServiceManager(),
                this,
                "commandbus:" + endpoint.getDomain() + "/" + type + "-handler",
                size);
        handler = new CommandHandler(handlerThreads, options, store, transactions, runner);
        engine = endpoint.component().engines().join(endpoint, type, handler);
    }

    private static void checkTransactionBatchSize(CommandBusConfiguration options, JdbcTransactions transactions) {
        int size = options.getTransactionBatchSize();
        if (size < 1) {
            throw new IllegalArgumentException("transactionBatchSize must be at least 1, but is " + size);
        }
        if (size > 1 && !options.isTransacted()) {
            throw new IllegalArgumentException("transactionBatchSize=" + size
                    + " needs transacted=true: without a transaction there is none to share, and completions are"
                    + " written together anyway");
        }
        if (size > options.getMaxMessagesPerPoll()) {
            throw new IllegalArgumentException("transactionBatchSize=" + size
                    + " is more than one fetch brings: raise maxMessagesPerPoll, which is "
                    + options.getMaxMessagesPerPoll());
        }
        if (size > 1 && !transactions.hasSavepoints()) {
            throw new IllegalArgumentException("transactionBatchSize=" + size
                    + " needs savepoints, and the transaction manager of the component's data source keeps more than a"
                    + " connection, such as JPA's entities, which no savepoint undoes: leave transactionBatchSize at 1, or"
                    + " give the component a data source with a JdbcTransactionManager of its own");
        }
    }

    private FailurePolicy failurePolicy(CommandBusConfiguration options) {
        ClassResolver resolver = endpoint.getCamelContext().getClassResolver();
        return new FailurePolicy(
                ExceptionClasses.parse("permanentExceptions", options.getPermanentExceptions(), resolver),
                ExceptionClasses.parse("businessExceptions", options.getBusinessExceptions(), resolver));
    }

    private CommandRunner runner(
            CommandBusConfiguration options, CommandStore store, JdbcTransactions transactions, Outcomes outcomes) {
        if (!options.isTransacted()) {
            return new GroupedRunner(this, outcomes);
        }
        TransactionStart start = new TransactionStart(endpoint.getDomain());
        CommandRunner alone = new TransactedRunner(this, store, transactions, start, outcomes);
        if (options.getTransactionBatchSize() == 1) {
            return alone;
        }
        return new SharingRunner(
                alone,
                () -> new SharedTransaction(this, store, transactions, start, outcomes, options.getVisibilityTimeout()),
                () -> handler.suspended());
    }

    @Override
    protected void doSuspend() throws Exception {
        handler.suspend(true);
        engine.handlerSuspended();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        handler.suspend(false);
        engine.handlerResumed();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        if (handler != null) {
            // What waits for a thread is given back; what runs ends as usual.
            handler.suspend(true);
        }
        if (engine != null) {
            endpoint.component().engines().leave(engine, endpoint.getDomain(), type);
            engine = null;
        }
        if (handled != null) {
            handled.close();
        }
        if (handlerThreads != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(handlerThreads);
            handlerThreads = null;
        }
        super.doStop();
    }

    /** Puts a command into an exchange, see {@link IncomingCommands}. */
    void fill(Exchange exchange, FetchedCommand fetched) {
        incoming.fill(exchange, fetched);
    }

    @Override
    protected ConsumerStatus status() {
        DomainEngine current = engine;
        return current == null ? null : current.status(type, handler.suspended());
    }

    @Override
    protected HandlingCounts<CommandOutcome> counts() {
        HandlingMeters<CommandOutcome> current = handled;
        return current == null ? null : current.counts();
    }

    @Override
    public void pollNow() {
        DomainEngine current = engine;
        if (current != null) {
            current.engine().wakeUp();
        }
    }

    /** The engine of its domain; null while it is stopped. */
    DomainEngine engine() {
        return engine;
    }

    private void leaseLost() {
        DomainEngine current = engine;
        if (current != null) {
            current.engine().countLostLease();
        }
    }
}
