/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.ops.BatchFilter;
import io.github.camelpgmq.component.pgmq.BatchBody;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Creates, closes and reads batches. Thread-safe. */
final class BatchOperations {

    private final CommandBus bus;
    private final OutgoingCommands commands;
    private final EndpointDomains domains;
    private final HeaderOrOption<UUID> batchId = HeaderOrOption.header(CommandBusConstants.BATCH_ID, Values::uuid);
    private final HeaderOrOption<String> name = HeaderOrOption.header(CommandBusConstants.BATCH_NAME, Values::text);
    private final HeaderOrOption<String> replyTo;
    private final HeaderOrOption<Integer> chunkSize;
    private final HeaderOrOption<BatchStatus> status =
            HeaderOrOption.header(CommandBusConstants.FILTER_STATUS, Values.oneOf(BatchStatus.class));
    private final HeaderOrOption<Instant> createdFrom =
            HeaderOrOption.header(CommandBusConstants.CREATED_FROM, Values::instant);
    private final HeaderOrOption<Instant> createdBefore =
            HeaderOrOption.header(CommandBusConstants.CREATED_BEFORE, Values::instant);
    private final HeaderOrOption<String> after = Pages.after();
    private final HeaderOrOption<Integer> limit;

    /** @param commands makes commands of a body's elements */
    BatchOperations(CommandBus bus, CommandBusEndpoint endpoint, OutgoingCommands commands) {
        this.bus = bus;
        this.commands = commands;
        this.domains = new EndpointDomains(endpoint.getDomain());
        CommandBusConfiguration options = endpoint.getConfiguration();
        this.replyTo =
                new HeaderOrOption<>(CommandBusConstants.REPLY_TO, "replyTo", options.getReplyTo(), Values::text);
        this.limit = new HeaderOrOption<>(
                CommandBusConstants.LIMIT,
                "limit",
                options.getLimit() == null ? (Integer) BatchFilter.ALL.limit() : options.getLimit(),
                Values::quantity);
        this.chunkSize = new HeaderOrOption<>(
                CommandBusConstants.BATCH_CHUNK_SIZE, "batchChunkSize", options.getBatchChunkSize(), Values::quantity);
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.CREATE_BATCH, this::create);
        operations.put(CommandBusOperation.CLOSE_BATCH, this::close);
        operations.put(CommandBusOperation.GET_BATCH, this::get);
        operations.put(CommandBusOperation.LIST_BATCHES, this::list);
    }

    private void create(Exchange exchange) {
        Message in = exchange.getMessage();
        String domain = domains.own(CommandBusOperation.CREATE_BATCH);
        BatchRequest request = new BatchRequest(
                domain,
                name.required(CommandBusOperation.CREATE_BATCH, in),
                batchId.of(DescribedCommand.wishes(exchange)),
                in.getHeader(CommandBusConstants.BATCH_DATA),
                replyTo.of(in));
        if (in.getBody() != null && !BatchBody.hasElements(in.getBody())) {
            throw new IllegalArgumentException(
                    "operation=createBatch needs a body with elements, one for each command, or no"
                            + " body to open a batch, but it is a "
                            + in.getBody().getClass().getName());
        }
        Batch batch = in.getBody() == null
                ? bus.batches().create(request)
                : bus.batches().create(request, bus.sender(domain).toBatch(chunkSize.of(in)), (id, sending) -> {
                    in.setHeader(CommandBusConstants.BATCH_ID, id.toString());
                    BatchBody.forEach(
                            in.getBody(),
                            element -> sending.add(() -> Batches.requireIn(id, commands.element(exchange, element))));
                });
        in.setHeader(CommandBusConstants.BATCH_ID, batch.batchId().toString());
        in.setBody(batch);
    }

    private void close(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.batches()
                .close(
                        domains.one(CommandBusOperation.CLOSE_BATCH, in),
                        batchId.required(CommandBusOperation.CLOSE_BATCH, in)));
    }

    private void get(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.batches()
                .get(
                        domains.one(CommandBusOperation.GET_BATCH, in),
                        batchId.required(CommandBusOperation.GET_BATCH, in))
                .orElse(null));
    }

    private void list(Exchange exchange) {
        Message in = exchange.getMessage();
        Page<Batch> page = bus.batches()
                .list(
                        domains.one(CommandBusOperation.LIST_BATCHES, in),
                        new BatchFilter(
                                status.of(in),
                                name.of(in),
                                createdFrom.of(in),
                                createdBefore.of(in),
                                after.of(in),
                                limit.of(in)));
        Pages.put(page, in);
    }
}
