/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import org.apache.camel.PollingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a consumer's start says of a pool with three connections. */
class SmallPoolIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private CamelNode node;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        node = new CamelNode(CamelNode.pool(new Server(PGMQ.database()).dataSource("small"), 3));
        log = LogCapture.of(ConnectionBudget.class);
    }

    @AfterEach
    void stop() {
        log.close();
        node.close();
    }

    @Test
    void aConsumerThatCouldNotWorkIsRefused() throws Exception {
        node.consume(node.newQueue("first"), "");
        QueueName second = node.newQueue("second");
        assertThatThrownBy(() -> node.consume(second, "transacted=true"))
                .hasStackTraceContaining("need 4 connections: 2 to fetch + 1 to listen + 1 for transacted handlers"
                        + " (pgmq:first, pgmq:second: 1)");
        node.camel().getRouteController().stopRoute("first");
        node.camel().getRouteController().startRoute("second");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void aPollingConsumerCountsAsLongAsItRuns() throws Exception {
        PollingConsumer polling =
                node.camel().getEndpoint("pgmq:" + node.newQueue("polled")).createPollingConsumer();
        polling.start();
        QueueName second = node.newQueue("second");
        assertThatThrownBy(() -> node.consume(second, "transacted=true"))
                .hasStackTraceContaining("need 4 connections")
                .hasStackTraceContaining("(pgmq:polled, pgmq:second: 1)");
        polling.stop();
        node.camel().getRouteController().startRoute("second");
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void oneThatOnlyHasToWaitIsWarned() throws Exception {
        node.consume(node.newQueue("waiting"), "transacted=true&concurrentConsumers=4");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("maximumPoolSize=3", "need 6 connections", "at least 6");
    }
}
