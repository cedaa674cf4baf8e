/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.benchmark.micro.Payment;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From an exchange or a request of Java code to the command that is given to the database: all that a sender does before
 * its statement. In this package because {@link OutgoingCommands} and {@link CommandWriter} are not public.
 */
@State(Scope.Benchmark)
public class CommandToSendBenchmark {

    private static final String REPLIES = "payments__replies";

    private CamelContext camel;
    private OutgoingCommands commands;
    private CommandWriter writer;
    private Exchange json;
    private Exchange jsonWithHeaders;
    private Exchange map;
    private Exchange record;
    private CommandRequest request;

    @Setup
    public void start() {
        camel = new DefaultCamelContext();
        camel.start();
        CommandBusEndpoint endpoint =
                camel.getEndpoint("commandbus:payments/DebitAccount?replyTo=" + REPLIES, CommandBusEndpoint.class);
        commands = new OutgoingCommands(endpoint);
        writer = new CommandWriter(
                endpoint.getDomain(), null, 3, endpoint.component().allowedReplyQueues());
        json = exchange(endpoint, Payment.JSON);
        jsonWithHeaders = exchange(endpoint, Payment.JSON);
        jsonWithHeaders.getMessage().setHeaders(Payment.headers());
        map = exchange(endpoint, Payment.map());
        record = exchange(endpoint, Payment.RECORD);
        request = CommandRequest.of("payments", "DebitAccount", Payment.JSON).withReplyTo(REPLIES);
    }

    @TearDown
    public void stop() {
        camel.stop();
    }

    @Benchmark
    public Object ofJson() {
        return commands.one(json);
    }

    @Benchmark
    public Object ofJsonWithFourHeaders() {
        return commands.one(jsonWithHeaders);
    }

    @Benchmark
    public Object ofMap() {
        return commands.one(map);
    }

    @Benchmark
    public Object ofRecord() {
        return commands.one(record);
    }

    @Benchmark
    public Object ofRequestOfJavaCode() {
        return writer.write(request, null);
    }

    private static Exchange exchange(CommandBusEndpoint endpoint, Object body) {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
