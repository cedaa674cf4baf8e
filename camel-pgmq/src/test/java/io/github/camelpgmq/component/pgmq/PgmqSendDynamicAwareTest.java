/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.SendDynamicAware.DynamicAwareEntry;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgmqSendDynamicAwareTest {

    private final PgmqSendDynamicAware aware = new PgmqSendDynamicAware();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    PgmqSendDynamicAwareTest() {
        aware.setScheme("pgmq");
    }

    @ParameterizedTest
    @CsvSource({
        "pgmq:${header.q},                pgmq:orders,                    pgmq:*,            orders",
        "pgmq://${header.q},              pgmq://orders,                  pgmq:*,            orders",
        "pgmq:o_${header.t}?delay=5s,     pgmq:o_1?delay=5s,              pgmq:*?delay=5s,   o_1",
        "pgmq:${header.q}?delay=${header.d}, pgmq:orders?delay=5s,        pgmq:*?delay=5s,   orders",
        "pgmq:${body?.queue}?delay=5s,    pgmq:orders?delay=5s,           pgmq:*?delay=5s,   orders",
        "pgmq:${header.q}?delay={{d}},    pgmq:orders?delay=5s,           pgmq:*?delay=5s,   orders",
        "pgmq:${header.q}?delay=5s,       pgmq:?delay=5s,                 pgmq:*?delay=5s,   ''",
    })
    void usesOneEndpointForAllQueues(String original, String evaluated, String staticUri, String queue)
            throws Exception {
        DynamicAwareEntry entry = aware.prepare(exchange, evaluated, original);
        assertThat(aware.resolveStaticUri(exchange, entry)).isEqualTo(staticUri);
        aware.createPreProcessor(exchange, entry).process(exchange);
        assertThat(exchange.getMessage().getHeader(PgmqConstants.OVERRIDE_QUEUE))
                .isEqualTo(queue);
    }

    @ParameterizedTest
    @CsvSource({
        "pgmq:${header.q}?delay=5s, pgmq:orders?autoCreateQueue=true?delay=5s, pgmq:*?delay=5s",
        "pgmq:${header.q},          pgmq:orders?autoCreateQueue=true,          pgmq:*"
    })
    void theQueueNameAddsNoOptions(String original, String evaluated, String staticUri) throws Exception {
        DynamicAwareEntry entry = aware.prepare(exchange, evaluated, original);
        assertThat(aware.resolveStaticUri(exchange, entry)).isEqualTo(staticUri);
        aware.createPreProcessor(exchange, entry).process(exchange);
        assertThat(exchange.getMessage().getHeader(PgmqConstants.OVERRIDE_QUEUE))
                .isEqualTo("orders?autoCreateQueue=true");
    }

    @Test
    void leavesAConstantQueueAlone() throws Exception {
        DynamicAwareEntry entry = aware.prepare(exchange, "pgmq:orders?delay=5s", "pgmq:orders?delay=${header.d}");
        assertThat(aware.resolveStaticUri(exchange, entry)).isNull();
        assertThat(aware.createPreProcessor(exchange, entry)).isNull();
    }

    @Test
    void theHeaderWinsIfThereIsOne() throws Exception {
        exchange.getMessage().setHeader(PgmqConstants.OVERRIDE_QUEUE, "mine");
        DynamicAwareEntry entry = aware.prepare(exchange, "pgmq:orders", "pgmq:${header.q}");
        Processor processor = aware.createPreProcessor(exchange, entry);
        assertThat(processor).isNull();
        assertThat(aware.resolveStaticUri(exchange, entry)).isEqualTo("pgmq:*");
    }
}
