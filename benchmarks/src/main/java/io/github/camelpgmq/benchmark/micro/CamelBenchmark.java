/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.micro;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The yardstick: what Camel takes for itself, without a component of ours. */
@State(Scope.Benchmark)
public class CamelBenchmark {

    private static final Processor NOTHING = exchange -> {};

    private CamelContext camel;
    private Endpoint endpoint;
    private Producer producer;

    @Setup
    public void start() throws Exception {
        camel = new DefaultCamelContext();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:nothing").process(NOTHING);
            }
        });
        camel.start();
        endpoint = camel.getEndpoint("direct:nothing");
        producer = endpoint.createProducer();
        producer.start();
    }

    @TearDown
    public void stop() {
        producer.stop();
        camel.stop();
    }

    @Benchmark
    public Object exchangeWithBodyAndSixHeaders() {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getIn().setBody(Payment.JSON);
        exchange.getIn().setHeader("CamelFirst", 1L);
        exchange.getIn().setHeader("CamelSecond", 2L);
        exchange.getIn().setHeader("CamelThird", 3L);
        exchange.getIn().setHeader("CamelFourth", 4L);
        exchange.getIn().setHeader("CamelFifth", 5L);
        exchange.getIn().setHeader("CamelSixth", 6L);
        return exchange;
    }

    @Benchmark
    public Object exchangeThroughDirectRoute() throws Exception {
        Exchange exchange = endpoint.createExchange();
        exchange.getIn().setBody(Payment.JSON);
        producer.process(exchange);
        return exchange;
    }
}
