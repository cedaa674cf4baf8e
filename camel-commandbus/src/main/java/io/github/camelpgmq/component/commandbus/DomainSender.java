/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.CommandBusConfiguration.OnDuplicate;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.support.DefaultExchange;

/** Sends what Java code asks for to one domain, with the component's options. Thread-safe. */
final class DomainSender {

    private final CommandBusComponent component;
    private final CommandWriter writer;
    private final CommandSender sender;
    private final CommandSender repeatable;
    private final CommandRequester requester;
    private final HeaderMapping headers = new HeaderMapping(HeaderMapping.defaultStrategy());
    private final int chunkSize;

    /** Checks the domain's queue and tables, on a connection of its own. */
    DomainSender(CommandBusComponent component, String domain) {
        CommandBusConfiguration options = component.getConfiguration();
        CommandStore store = component.store(domain);
        JdbcTransactions transactions = component.transactions();
        component.prepare(store, DomainUse.SEND);
        this.component = component;
        this.chunkSize = options.getBatchChunkSize();
        this.writer = new CommandWriter(domain, null, options.getMaxAttempts(), component.allowedReplyQueues());
        this.sender =
                new CommandSender(store, transactions, component.hub(transactions.target()), options.getOnDuplicate());
        this.repeatable =
                new CommandSender(store, transactions, component.hub(transactions.target()), OnDuplicate.ignore);
        this.requester = new CommandRequester(component, domain, sender);
    }

    SentCommand send(CommandRequest request) {
        return sender.send(write(request));
    }

    /**
     * Sends commands to a batch. A command that exists already is left as it is, so that this may be repeated.
     *
     * @param size commands of a chunk; null = as configured
     */
    BatchSending toBatch(Integer size) {
        return new BatchSending(repeatable, size == null ? chunkSize : size);
    }

    List<SentCommand> sendBatch(Collection<CommandRequest> requests) {
        BatchSending batch = new BatchSending(sender, chunkSize);
        requests.forEach(request -> batch.add(() -> write(request)));
        return batch.finish();
    }

    CompletableFuture<Reply> request(CommandRequest request, Duration timeout) {
        return requester.request(
                queue -> writer.writeRequest(request, storedHeaders(request), queue),
                timeout,
                "domain '" + request.domain() + "'");
    }

    NewCommand write(CommandRequest request) {
        return writer.write(request, storedHeaders(request));
    }

    private String storedHeaders(CommandRequest request) {
        Map<String, Object> given = request.headers();
        return given.isEmpty()
                ? null
                : headers.toJson(given, new DefaultExchange(component.getCamelContext()), Map.of());
    }
}
