/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ValueBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transacted route that leaves its thread, and a sender that is reached there. */
class HandOverInTransactionIT extends PgmqTestBase {

    private enum Way {
        SEDA {
            @Override
            void add(ProcessorDefinition<?> route) {
                route.to("seda:other");
            }
        },
        WIRE_TAP {
            @Override
            void add(ProcessorDefinition<?> route) {
                route.wireTap("direct:other");
            }
        },
        PARALLEL_SPLIT {
            @Override
            void add(ProcessorDefinition<?> route) {
                route.split(body()).parallelProcessing().to("direct:other");
            }
        };

        abstract void add(ProcessorDefinition<?> route);

        static ValueBuilder body() {
            return Builder.body();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void sendingOutsideOfTheTransactionIsRefused(Way way) throws Exception {
        QueueName target = newName("target");
        client.createQueue(target);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                way.add(from("pgmq:" + queue + "?transacted=true").routeId("transacted"));
                from(way == Way.SEDA ? "seda:other" : "direct:other")
                        .doTry()
                        .to("pgmq:" + target)
                        .doCatch(Exception.class)
                        .process(e -> handled.add(e.copy()))
                        .end();
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(Duration.ofSeconds(20)).until(() -> !handled.isEmpty() || rows(target.table()) > 0);
        assertThat(rows(target.table())).isZero();
        assertThat(handled.get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to a JDBC transaction that is not bound to thread");
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, names = "PARALLEL_SPLIT", mode = EnumSource.Mode.EXCLUDE)
    void policyInTheOtherRouteSaysThatItIsMeant(Way way) throws Exception {
        QueueName target = newQueue("target");
        JdbcTransactionPolicy onItsOwn = new JdbcTransactionPolicy(pool);
        onItsOwn.setPropagation("NOT_SUPPORTED");
        camel.getRegistry().bind("onItsOwn", onItsOwn);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                way.add(from("pgmq:" + queue + "?transacted=true").routeId("transacted"));
                from(way == Way.SEDA ? "seda:other" : "direct:other")
                        .policy("onItsOwn")
                        .to("pgmq:" + target);
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(Duration.ofSeconds(20)).until(() -> rows(target.table()) == 1);
    }
}
