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
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Creates, closes and reads batches. Thread-safe. */
final class BatchOperations {

    private final CommandBus bus;
    private final OutgoingCommands commands;
    private final String domain;
    private final HeaderOrOption<UUID> batchId =
            new HeaderOrOption<>(CommandBusConstants.BATCH_ID, "batchId", null, Uuids::parse);
    private final HeaderOrOption<String> name = header(CommandBusConstants.BATCH_NAME);
    private final HeaderOrOption<String> replyTo;
    private final HeaderOrOption<Integer> chunkSize;
    private final HeaderOrOption<BatchStatus> status =
            new HeaderOrOption<>(CommandBusConstants.BATCH_STATUS, "status", null, BatchOperations::status);
    private final HeaderOrOption<Instant> createdFrom =
            new HeaderOrOption<>(CommandBusConstants.CREATED_FROM, "createdFrom", null, Values::instant);
    private final HeaderOrOption<Instant> createdBefore =
            new HeaderOrOption<>(CommandBusConstants.CREATED_BEFORE, "createdBefore", null, Values::instant);
    private final HeaderOrOption<String> after = header(CommandBusConstants.AFTER);
    private final HeaderOrOption<Integer> limit;

    /** @param commands makes commands of a body's elements */
    BatchOperations(CommandBus bus, String domain, OutgoingCommands commands, CommandBusConfiguration options) {
        this.bus = bus;
        this.commands = commands;
        this.domain = domain;
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
        in.setBody(bus.batches().close(domain, batchId.required(CommandBusOperation.CLOSE_BATCH, in)));
    }

    private void get(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.batches()
                .get(domain, batchId.required(CommandBusOperation.GET_BATCH, in))
                .orElse(null));
    }

    private void list(Exchange exchange) {
        Message in = exchange.getMessage();
        Page<Batch> page = bus.batches()
                .list(
                        domain,
                        new BatchFilter(
                                status.of(in),
                                name.of(in),
                                createdFrom.of(in),
                                createdBefore.of(in),
                                after.of(in),
                                limit.of(in)));
        Pages.put(page, in);
    }

    private static HeaderOrOption<String> header(String header) {
        return new HeaderOrOption<>(header, header, null, Values::text);
    }

    private static BatchStatus status(Object given) {
        for (BatchStatus status : BatchStatus.values()) {
            if (status == given || status.name().equalsIgnoreCase(given.toString())) {
                return status;
            }
        }
        throw new IllegalArgumentException("expected is one of " + Arrays.toString(BatchStatus.values()));
    }
}
