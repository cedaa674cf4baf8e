/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.LeaseLostException;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The operations over messages that are in a queue. Those that end a delivery are fenced by the lease when the exchange
 * itself is that delivery, and act by the id alone otherwise. Thread-safe.
 */
final class MessageOperations {

    private final PgmqClient client;
    private final MessageMapping mapping;
    private final ProducerOptions options;
    private final Announcer announcer;
    private final Selection selection;

    /** @param selection what read takes */
    MessageOperations(
            PgmqClient client,
            MessageMapping mapping,
            ProducerOptions options,
            Announcer announcer,
            Selection selection) {
        this.client = client;
        this.mapping = mapping;
        this.options = options;
        this.announcer = announcer;
        this.selection = selection;
    }

    /** In a transaction that is rolled back the messages count as never read. */
    void read(Exchange exchange, QueueName queue) {
        Message in = exchange.getMessage();
        received(exchange, queue, client.read(queue, selection, options.visibilityTimeout(in), options.quantity(in)));
    }

    void pop(Exchange exchange, QueueName queue) {
        received(exchange, queue, client.pop(queue, options.quantity(exchange.getMessage())));
    }

    void delete(Exchange exchange, QueueName queue) {
        acknowledge(exchange, queue, PgmqOperation.delete, Acknowledgement.DELETE, client::delete);
    }

    void archive(Exchange exchange, QueueName queue) {
        acknowledge(exchange, queue, PgmqOperation.archive, Acknowledgement.ARCHIVE, client::archive);
    }

    private void acknowledge(
            Exchange exchange,
            QueueName queue,
            PgmqOperation operation,
            Acknowledgement how,
            BiFunction<QueueName, Collection<Long>, Collection<Long>> byId) {
        acted(
                exchange,
                queue,
                TargetMessages.of(operation, exchange, queue),
                leases -> client.acknowledge(queue, how, leases),
                ids -> byId.apply(queue, ids).size());
    }

    /** Consumers are told whatever the time is, as they have to know when to look next. */
    void setVisibilityTimeout(Exchange exchange, QueueName queue) throws Exception {
        TargetMessages targets = TargetMessages.of(PgmqOperation.setVisibilityTimeout, exchange, queue);
        Duration timeout = options.visibilityTimeout(exchange.getMessage());
        announcer.announcing(queue, () -> {
            acted(
                    exchange,
                    queue,
                    targets,
                    leases -> client.renew(queue, leases, timeout),
                    ids -> client.setVisibilityTimeout(queue, ids, timeout).size());
            return null;
        });
    }

    private void received(Exchange exchange, QueueName queue, List<PgmqMessage> messages) {
        exchange.getMessage().setBody(mapping.messages(messages, queue, exchange));
    }

    private static void acted(
            Exchange exchange,
            QueueName queue,
            TargetMessages targets,
            Function<Collection<Lease>, Set<Lease>> fenced,
            ToLongFunction<Collection<Long>> byId) {
        long affected = 0;
        if (targets.lease() != null) {
            if (fenced.apply(List.of(targets.lease())).isEmpty()) {
                throw new LeaseLostException(queue, targets.lease().messageId());
            }
            affected++;
        }
        if (!targets.ids().isEmpty()) {
            affected += byId.applyAsLong(targets.ids());
        }
        exchange.getMessage().setHeader(PgmqConstants.AFFECTED, affected);
    }
}
