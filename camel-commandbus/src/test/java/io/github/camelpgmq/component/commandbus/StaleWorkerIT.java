/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that was away for so long that another one has its command. */
class StaleWorkerIT extends CommandBusTestBase {

    /** How the stale worker ends. */
    enum End {
        SUCCESS {
            @Override
            void come() {}
        },
        FAILURE {
            @Override
            void come() {
                throw new IllegalStateException("stale");
            }
        },
        PERMANENT_FAILURE {
            @Override
            void come() {
                throw new PermanentCommandException("STALE", "stale");
            }
        },
        BROKEN_RULE {
            @Override
            void come() {
                throw new BusinessRuleException("STALE", "stale");
            }
        };

        abstract void come();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void staleWorkerLeavesNoTrace(End end) throws Exception {
        UUID id = handledByTwo("", end);
        assertThat(effects(id)).isOne();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void staleWorkerWithoutATransactionLeavesNoTraceInTheCommandBus(End end) throws Exception {
        handledByTwo("&transacted=false", end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=false"})
    void lostLeasesAreCounted(String options) throws Exception {
        handledByTwo(options, End.SUCCESS);
        CommandBusConsumer consumer =
                (CommandBusConsumer) camel.getRoutes().get(0).getConsumer();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(consumer.engine().engine().lostLeases()).isOne());
    }

    private UUID handledByTwo(String options, End end) throws Exception {
        String uri = debit("?pollInterval=1s" + options);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        camel.addRoutes(route(uri, () -> {
            started.countDown();
            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            end.come();
        }));
        UUID id = send("{}");
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

        try (CommandBusNode other = new CommandBusNode(PGMQ.dataSource())) {
            other.camel().addRoutes(route(uri, () -> {}));
            sql("UPDATE " + commands.table() + " SET vt = clock_timestamp() - interval '1 second'");
            awaitStatus(id, CommandStatus.COMPLETED);
            go.countDown();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).contains("LEASE_LOST"));
        }
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "RECEIVED", "COMPLETED", "LEASE_LOST");
        assertThat(get(id).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(get(id).attempts()).isEqualTo(2);
        assertThat(get(id).lastErrorCode()).isNull();
        assertThat(sentReplies()).hasSize(1);
        assertThat(queued()).isZero();
        return id;
    }

    private static RouteBuilder route(String uri, Then then) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri)
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                + " :#${header.CamelCommandBusCommandId})")
                        .process(exchange -> then.run());
            }
        };
    }

    /** What a handler does after its SQL. */
    @FunctionalInterface
    private interface Then {
        void run() throws Exception;
    }
}
