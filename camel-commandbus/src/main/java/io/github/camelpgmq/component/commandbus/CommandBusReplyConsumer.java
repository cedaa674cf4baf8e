/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.BatchCompletion;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.ReplyQueueMessage;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.JsonMessage;
import io.github.camelpgmq.component.pgmq.QueueConsumer;
import io.github.camelpgmq.component.pgmq.UnreadableMessageException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;

/**
 * Consumes the replies to a domain's commands and the completions of its batches, one exchange for each. What is neither
 * goes to the archive of the queue with a WARN.
 */
public class CommandBusReplyConsumer extends QueueConsumer {

    private final ReplySource source;
    private final HeaderMapping headers;

    CommandBusReplyConsumer(CommandBusEndpoint endpoint, ReplySource source, Processor processor) {
        super(endpoint, source, "commandbus:" + endpoint.getDomain(), processor);
        this.source = source;
        this.headers = endpoint.headers();
    }

    @Override
    protected Exchange exchangeOf(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        PgmqMessage stored = deliveries.get(0).delivery().message();
        ReplyQueueMessage read;
        try {
            read = ReplyQueueMessage.parse(stored.body());
        } catch (MalformedCommandException e) {
            throw new UnreadableMessageException("Not a reply. " + e.getMessage(), e);
        }
        Exchange exchange = createExchange(false);
        JsonMessage in = new JsonMessage(exchange.getContext());
        headers.fromJson(stored.headers(), in, exchange);
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, stored.enqueuedAt().toEpochMilli());
        if (stored.readCount() > 1) {
            in.setPayloadForTrait(MessageTrait.REDELIVERY, RedeliveryTraitPayload.IS_REDELIVERY);
        }
        if (read instanceof Reply reply) {
            fill(in, reply);
        } else if (read instanceof BatchCompletion batch) {
            fill(in, batch);
        }
        exchange.setIn(in);
        DescribedCommand.replied(exchange);
        return exchange;
    }

    @Override
    protected Processor route() {
        return exchange -> CommandLog.ofReply(exchange.getMessage())
                .run(() -> getProcessor().process(exchange));
    }

    private void fill(JsonMessage in, Reply reply) {
        in.setJson(reply.dataJson());
        in.setHeader(CommandBusConstants.OUTCOME, reply.outcome().name());
        in.setHeader(CommandBusConstants.COMMAND_ID, reply.commandId().toString());
        // The older libraries do not tell it.
        in.setHeader(
                CommandBusConstants.DOMAIN,
                reply.domain() == null ? source.domain().name() : reply.domain());
        setIfKnown(in, CommandBusConstants.CORRELATION_ID, reply.correlationId());
        setIfKnown(in, CommandBusConstants.COMMAND_TYPE, reply.commandType());
        setIfKnown(in, CommandBusConstants.REASON, reply.reason());
        if (reply.error() != null) {
            setIfKnown(in, CommandBusConstants.ERROR_TYPE, reply.error().type());
            setIfKnown(in, CommandBusConstants.ERROR_CODE, reply.error().code());
            setIfKnown(in, CommandBusConstants.ERROR_MESSAGE, reply.error().message());
        }
    }

    private void fill(JsonMessage in, BatchCompletion batch) {
        in.setJson(batch.json());
        in.setHeader(CommandBusConstants.BATCH_ID, batch.batchId().toString());
        in.setHeader(
                CommandBusConstants.DOMAIN,
                batch.domain() == null ? source.domain().name() : batch.domain());
        setIfKnown(in, CommandBusConstants.BATCH_STATUS, batch.status());
    }

    private static void setIfKnown(Message in, String header, Object value) {
        if (value != null) {
            in.setHeader(header, value.toString());
        }
    }
}
