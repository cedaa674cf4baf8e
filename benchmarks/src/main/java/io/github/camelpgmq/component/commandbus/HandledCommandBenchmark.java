/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.benchmark.micro.Payment;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.time.Instant;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From a fetched command to an exchange, and from what the route ends with to the reply. In this package because
 * {@link IncomingCommands} and {@link ResultJson} are not public.
 */
@State(Scope.Benchmark)
public class HandledCommandBenchmark {

    private CamelContext camel;
    private IncomingCommands commands;
    private FetchedCommand plain;
    private FetchedCommand withHeaders;
    private Exchange json;
    private Exchange map;
    private Exchange record;
    private String replyJson;

    @Setup
    public void start() {
        camel = new DefaultCamelContext();
        camel.start();
        commands = new IncomingCommands(new HeaderMapping(HeaderMapping.defaultStrategy()));
        plain = fetched(null);
        withHeaders = fetched(Payment.HEADERS_JSON);
        json = exchange(Payment.JSON);
        map = exchange(Payment.map());
        record = exchange(Payment.RECORD);
        replyJson = reply(json);
    }

    @TearDown
    public void stop() {
        camel.stop();
    }

    @Benchmark
    public Object toExchange() {
        return filled(plain);
    }

    @Benchmark
    public Object toExchangeWithFourStoredHeaders() {
        return filled(withHeaders);
    }

    @Benchmark
    public Object replyOfJson() {
        return reply(json);
    }

    @Benchmark
    public Object replyOfMap() {
        return reply(map);
    }

    @Benchmark
    public Object replyOfRecord() {
        return reply(record);
    }

    @Benchmark
    public Object replyRead() {
        return Reply.parse(replyJson);
    }

    private Exchange filled(FetchedCommand fetched) {
        Exchange exchange = new DefaultExchange(camel);
        commands.fill(exchange, fetched);
        return exchange;
    }

    private String reply(Exchange exchange) {
        return ResultJson.reply(exchange, data -> Reply.success(plain.command(), data, Instant.now())
                .toJson());
    }

    private Exchange exchange(Object body) {
        Exchange exchange = filled(plain);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private static FetchedCommand fetched(String headersJson) {
        UUID id = UUID.randomUUID();
        UUID correlationId = UUID.randomUUID();
        Instant now = Instant.now();
        String replies = "payments__replies";
        CommandMetadata row = new CommandMetadata(
                "payments",
                id,
                "DebitAccount",
                CommandStatus.IN_PROGRESS,
                1,
                3,
                "payments__commands",
                4711L,
                now,
                null,
                null,
                null,
                now,
                now,
                replies,
                correlationId,
                null);
        String body =
                new CommandMessage("payments", "DebitAccount", id, correlationId, replies, now, Payment.JSON).toJson();
        return new FetchedCommand(new Lease(4711, 1), now, now, body, headersJson, id, row, false);
    }
}
