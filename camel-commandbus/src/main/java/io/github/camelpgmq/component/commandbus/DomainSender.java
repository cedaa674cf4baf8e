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
import java.util.LinkedHashMap;
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
    private final SendEvents events;
    private final int chunkSize;

    /** Checks the domain's queue and tables, on a connection of its own. */
    DomainSender(CommandBusComponent component, String domain) {
        CommandBusConfiguration options = component.getConfiguration();
        CommandStore store = component.store(domain);
        JdbcTransactions transactions = component.transactions();
        component.prepare(store, DomainUse.SEND);
        this.component = component;
        this.events = new SendEvents(component, domain);
        this.chunkSize = options.getBatchChunkSize();
        this.writer = new CommandWriter(domain, null, options.getMaxAttempts(), component.allowedReplyQueues());
        this.sender =
                new CommandSender(store, transactions, component.hub(transactions.target()), options.getOnDuplicate());
        this.repeatable =
                new CommandSender(store, transactions, component.hub(transactions.target()), OnDuplicate.ignore);
        this.requester = new CommandRequester(component, domain, sender);
    }

    SentCommand send(CommandRequest request) {
        return events.around(request, trace -> sender.send(writer.write(request, storedHeaders(request, trace))));
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
        return events.aroundAll(trace -> {
            BatchSending batch = new BatchSending(sender, chunkSize);
            requests.forEach(request -> batch.add(() -> write(request, trace)));
            return batch.finish();
        });
    }

    CompletableFuture<Reply> request(CommandRequest request, Duration timeout) {
        return events.around(
                request,
                trace -> requester.request(
                        queue -> writer.writeRequest(request, storedHeaders(request, trace), queue),
                        timeout,
                        "domain '" + request.domain() + "'"));
    }

    /** What sends several commands of Java code at once, see {@link SendEvents#aroundAll}. */
    SendEvents events() {
        return events;
    }

    /** @param trace headers for a command that has none of these names */
    NewCommand write(CommandRequest request, Map<String, Object> trace) {
        Map<String, Object> all = new LinkedHashMap<>(trace);
        all.putAll(request.headers());
        return writer.write(request, storedHeaders(all));
    }

    private String storedHeaders(CommandRequest request, Map<String, Object> trace) {
        Map<String, Object> all = request.headers();
        all.putAll(trace);
        return storedHeaders(all);
    }

    private String storedHeaders(Map<String, Object> given) {
        return given.isEmpty()
                ? null
                : headers.toJson(given, new DefaultExchange(component.getCamelContext()), Map.of());
    }
}
