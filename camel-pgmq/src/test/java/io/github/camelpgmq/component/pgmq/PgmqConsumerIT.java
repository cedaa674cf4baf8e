/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class PgmqConsumerIT extends PgmqTestBase {

    @Test
    void handlesAndDeletesWhatIsSent() throws Exception {
        route("pgmq:" + queue + "?pollInterval=60s&concurrentConsumers=4");

        for (int i = 0; i < 300; i++) {
            template.sendBodyAndHeader("pgmq:" + queue, Map.of("n", i), "tenant", "acme");
        }

        await().untilAsserted(() -> assertThat(handled).hasSize(300));
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(handled.stream()
                        .map(e -> e.getMessage().getBody(String.class))
                        .distinct())
                .hasSize(300);
        assertThat(handled).allSatisfy(e -> {
            assertThat(e.getMessage().getHeader("tenant")).isEqualTo("acme");
            assertThat(e.getMessage().getHeader(PgmqConstants.READ_COUNT)).isEqualTo(1);
        });
    }

    @Test
    void archivesWhenAsked() throws Exception {
        route("pgmq:" + queue + "?ackMode=archive");
        for (int i = 0; i < 20; i++) {
            template.sendBody("pgmq:" + queue, "{\"n\":" + i + "}");
        }
        await().untilAsserted(() -> assertThat(rows(queue.archiveTable())).isEqualTo(20));
        assertThat(rows(queue.table())).isZero();
    }

    @Test
    void messageOfAFailedExchangeReturnsWhenItsLeaseEnds() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?visibilityTimeout=1s&extendMessageVisibility=false&pollInterval=60s")
                        .process(handled::add)
                        .process(e -> {
                            if (e.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                                throw new IllegalStateException("first try");
                            }
                        });
            }
        });
        template.sendBody("pgmq:" + queue, "{}");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(2));
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void rollbackOnlyIsNotAcknowledged() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).process(handled::add).markRollbackOnly();
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        camel.getRouteController().stopAllRoutes();
        assertThat(rows(queue.table())).isOne();
    }

    @Test
    void acknowledgesAtTheEndOfAHandedOverExchange() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).to("seda:later");
                from("seda:later").process(handled::add).process(e -> release.await(20, TimeUnit.SECONDS));
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(rows(queue.table())).isOne();
        release.countDown();
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void delayedMessageComesWhenItIsDueAndNotOnlyWithThePoll() throws Exception {
        route("pgmq:" + queue + "?pollInterval=60s");
        template.sendBodyAndHeader("pgmq:" + queue, "{}", PgmqConstants.DELAY, Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(1));
    }

    @Test
    void messageOfAForeignSenderIsFoundByPolling() throws Exception {
        route("pgmq:" + queue + "?pollInterval=1s&notify=false");
        client.send(
                queue, "{\"from\":\"elsewhere\"}", "{\"CamelPgmqQueue\":\"x\",\"cAmElFileName\":\"y\",\"ok\":1}", null);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(handled.get(0).getMessage().getHeader(PgmqConstants.QUEUE)).isEqualTo(queue.name());
        assertThat(handled.get(0).getMessage().getHeaders())
                .doesNotContainKey("cAmElFileName")
                .containsEntry("ok", 1);
    }

    @Test
    void stopGivesBackAtOnceWhatWasNotStarted() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue)
                        .routeId("slow")
                        .process(handled::add)
                        .process(e -> release.await(20, TimeUnit.SECONDS));
            }
        });
        for (int i = 0; i < 5; i++) {
            template.sendBody("pgmq:" + queue, "{}");
        }
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        release.countDown();
        camel.getRouteController().stopRoute("slow");
        assertThat(client.metrics(queue).visibleLength())
                .isEqualTo(client.metrics(queue).length());
        assertThat(client.metrics(queue).length()).isEqualTo(5 - handled.size());
    }

    @Test
    void survivesTheLossOfItsConnections() throws Exception {
        route("pgmq:" + queue + "?pollInterval=1s");
        template.sendBody("pgmq:" + queue, "{}");
        await().untilAsserted(() -> assertThat(handled).hasSize(1));

        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        await().ignoreExceptions().until(() -> client.send(queue, "{}", null, null) > 0);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(handled).hasSizeGreaterThanOrEqualTo(2));
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void transactedRouteAndAcknowledgementAreOne() throws Exception {
        sql("CREATE TABLE IF NOT EXISTS effect (id bigint)");
        sql("TRUNCATE effect");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?transacted=true&visibilityTimeout=1s&concurrentConsumers=3")
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelPgmqMessageId})")
                        .process(handled::add)
                        .process(e -> {
                            if (e.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                                throw new IllegalStateException("first try");
                            }
                        });
            }
        });
        for (int i = 0; i < 10; i++) {
            template.sendBody("pgmq:" + queue, "{}");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(rows("effect")).isEqualTo(10);
        assertThat(handled).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void slowTransactedHandlerWithoutExtensionLeavesOneEffect() throws Exception {
        sql("CREATE TABLE IF NOT EXISTS slow_effect (id bigint)");
        CountDownLatch second = new CountDownLatch(2);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue
                                + "?transacted=true&visibilityTimeout=1s&extendMessageVisibility=false&concurrentConsumers=2")
                        .to("sql:INSERT INTO slow_effect VALUES (:#${header.CamelPgmqMessageId})")
                        .process(e -> {
                            second.countDown();
                            second.await(20, TimeUnit.SECONDS);
                        })
                        .process(handled::add);
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(handled).hasSizeGreaterThanOrEqualTo(2);
            assertThat(rows(queue.table())).isZero();
            assertThat(rows("slow_effect")).isOne();
        });
    }

    @Test
    void sendJoinsTheRoutesTransaction() throws Exception {
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fail")
                        .transacted("required")
                        .to("pgmq:" + queue)
                        .throwException(new IllegalStateException("no"));
                from("direct:good").transacted("required").to("pgmq:" + queue);
            }
        });
        assertThatThrownBy(() -> template.sendBody("direct:fail", "{}")).hasRootCauseMessage("no");
        assertThat(rows(queue.table())).isZero();
        template.sendBody("direct:good", "{}");
        assertThat(rows(queue.table())).isOne();
    }

    @Test
    void refusesABodyThatIsNotJson() {
        assertThatThrownBy(() -> template.sendBody("pgmq:" + queue, "not json"))
                .rootCause()
                .isNotNull();
        assertThatThrownBy(() -> template.sendBody("pgmq:" + queue, "not json"))
                .hasStackTraceContaining("not valid JSON");
    }

    @Test
    void missingQueueIsAStartUpErrorThatNamesTheCure() {
        assertThatThrownBy(() -> route("pgmq:nowhere"))
                .hasStackTraceContaining(QueueNotFoundException.class.getName())
                .hasStackTraceContaining("SELECT pgmq.create('nowhere')");
    }
}
