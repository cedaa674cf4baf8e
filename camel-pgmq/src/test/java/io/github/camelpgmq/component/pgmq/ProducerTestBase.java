/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;

/** What tests of producers share: sending with headers, looking at what is stored, a transaction policy "required". */
abstract class ProducerTestBase extends PgmqTestBase {

    @Override
    void configure(CamelContext context) throws Exception {
        context.getRegistry().bind("required", new JdbcTransactionPolicy(pool));
    }

    /** Sends through a producer endpoint; the exchange holds the result, or the exception. */
    Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, ExchangePattern.InOnly, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    Exchange operate(String operation, Map<String, Object> headers) {
        return send("pgmq:" + queue + "?operation=" + operation, "the body", headers);
    }

    static Exchange good(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    static Throwable failure(Exchange exchange) {
        assertThat(exchange.getException()).as("the exchange was to fail").isNotNull();
        return exchange.getException();
    }

    /** What is in the queue, visible or not. */
    List<PgmqMessage> stored() {
        return stored(queue);
    }

    List<PgmqMessage> stored(QueueName name) {
        return client.browse(name, 10_000);
    }
}
