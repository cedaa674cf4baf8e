/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.benchmark.micro.Payment;
import java.util.Collections;
import java.util.List;
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

/**
 * From an exchange to what is given to the database: all that the producer does before its statement. In this package because
 * {@link OutgoingMessages} is not public.
 */
@State(Scope.Benchmark)
public class MessageToSendBenchmark {

    private static final int BATCH = 100;

    private CamelContext camel;
    private HeaderMapping headers;
    private OutgoingMessages messages;
    private Exchange json;
    private Exchange jsonWithHeaders;
    private Exchange map;
    private Exchange record;
    private Exchange list;

    @Setup
    public void start() {
        camel = new DefaultCamelContext();
        camel.start();
        headers = new HeaderMapping(HeaderMapping.defaultStrategy());
        messages = new OutgoingMessages(
                new MessageMapping(headers, PgmqConfiguration.MessageFormat.json),
                new ProducerOptions(new PgmqConfiguration()));
        json = exchange(Payment.JSON);
        jsonWithHeaders = exchange(Payment.JSON);
        jsonWithHeaders.getMessage().setHeaders(Payment.headers());
        map = exchange(Payment.map());
        record = exchange(Payment.RECORD);
        list = exchange(Collections.nCopies(BATCH, Payment.JSON));
    }

    @TearDown
    public void stop() {
        camel.stop();
    }

    @Benchmark
    public Object ofJson() {
        return messages.one(json, Map.of());
    }

    @Benchmark
    public Object ofJsonWithFourHeaders() {
        return messages.one(jsonWithHeaders, Map.of());
    }

    @Benchmark
    public Object ofMap() {
        return messages.one(map, Map.of());
    }

    @Benchmark
    public Object ofRecord() {
        return messages.one(record, Map.of());
    }

    @Benchmark
    public Object fourHeadersAlone() {
        return headers.toJson(jsonWithHeaders, Map.of());
    }

    @Benchmark
    public List<?> batchOfHundredJsonTexts() {
        return messages.batch(list);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
