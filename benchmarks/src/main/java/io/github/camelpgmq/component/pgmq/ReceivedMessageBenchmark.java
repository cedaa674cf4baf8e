/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelpgmq.benchmark.micro.Payment;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a row to an exchange, and from its body to Java values. In this package because {@link MessageMapping} is not public. */
@State(Scope.Benchmark)
public class ReceivedMessageBenchmark {

    private static final QueueName QUEUE = QueueName.of("payments");

    private CamelContext camel;
    private MessageMapping mapping;
    private PgmqMessage plain;
    private PgmqMessage withHeaders;
    private Exchange received;

    @Setup
    public void start() {
        camel = new DefaultCamelContext();
        camel.start();
        mapping = new MessageMapping(
                new HeaderMapping(HeaderMapping.defaultStrategy()), PgmqConfiguration.MessageFormat.json);
        plain = new PgmqMessage(4711, 1, Instant.now(), Instant.now(), Payment.JSON, null);
        withHeaders = new PgmqMessage(4711, 1, Instant.now(), Instant.now(), Payment.JSON, Payment.HEADERS_JSON);
        received = exchange(plain);
    }

    @TearDown
    public void stop() {
        camel.stop();
    }

    @Benchmark
    public Object toExchange() {
        return exchange(plain);
    }

    @Benchmark
    public Object toExchangeWithFourStoredHeaders() {
        return exchange(withHeaders);
    }

    @Benchmark
    public Object bodyAsString() {
        return received.getMessage().getBody(String.class);
    }

    @Benchmark
    public Object bodyAsMap() {
        return received.getMessage().getBody(Map.class);
    }

    @Benchmark
    public Object bodyAsRecord() {
        return received.getMessage().getBody(Payment.class);
    }

    @Benchmark
    public Object bodyAsJsonNode() {
        return received.getMessage().getBody(JsonNode.class);
    }

    private Exchange exchange(PgmqMessage stored) {
        Exchange exchange = new DefaultExchange(camel);
        mapping.deliver(stored, QUEUE, exchange);
        return exchange;
    }
}
