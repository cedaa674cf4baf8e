/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;

/** Every how-to keeps its promise, in every language. */
@Documents("src/main/docs/pgmq-howto.adoc")
class HowToIT extends SnippetTestBase {

    @SnippetTest("howto-work-queue")
    void workQueue(Snippet snippet) throws Exception {
        recorder("orderService");
        run(snippet);
        for (int i = 0; i < 20; i++) {
            template.sendBody("direct:newOrder", Map.of("n", i));
        }
        awaitHandled(20);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).doesNotHaveDuplicates().contains("{\"n\": 19}");
    }

    @SnippetTest("howto-retries")
    void retries(Snippet snippet) throws Exception {
        AtomicInteger failures = new AtomicInteger(4);
        bean("orderService", e -> {
            handled.add(e.copy());
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("out of stock");
            }
        });
        run(snippet);
        template.sendBodyAndHeader("pgmq:orders", "{\"n\":1}", "tenant", "acme");
        awaitDelay("orders", 8, 12);
        makeDue("orders");
        awaitDelay("orders", 55, 67);
        makeDue("orders");
        awaitDelay("orders", 290, 331);
        makeDue("orders");
        awaitRows("pgmq.q_orders_dead", 1);
        assertThat(rows("pgmq.q_orders")).isZero();
        assertThat(text("SELECT headers ->> 'x-pgmq-dead-letter-error' FROM pgmq.q_orders_dead"))
                .contains("out of stock");
        assertThat(handled).hasSize(4);

        camel.getRouteController().startRoute("send-back");
        awaitHandled(5);
        awaitRows("pgmq.q_orders", 0);
        assertThat(rows("pgmq.q_orders_dead")).isZero();
        assertThat(handled.get(4).getMessage().getBody(String.class)).isEqualTo("{\"n\": 1}");
        assertThat(handled.get(4).getMessage().getHeaders())
                .containsEntry("tenant", "acme")
                .doesNotContainKey("x-pgmq-dead-letter-error");
    }

    @SnippetTest("howto-ordering")
    void ordering(Snippet snippet) throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        Map<String, List<String>> seen = Map.of("a", new CopyOnWriteArrayList<>(), "b", new CopyOnWriteArrayList<>());
        bean("ledger", e -> {
            String body = e.getMessage().getBody(String.class);
            if (body.equals("{\"n\": 1}") && account(e).equals("a") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("busy");
            }
            seen.get(account(e)).add(body);
        });
        run(snippet);
        for (int i = 0; i < 5; i++) {
            template.sendBodyAndHeader("direct:accountEvent", Map.of("n", i), "account", "a");
            template.sendBodyAndHeader("direct:accountEvent", Map.of("n", i), "account", "b");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(seen.get("b")).hasSize(5));
        assertThat(seen.get("a")).containsExactly("{\"n\": 0}");
        makeDue("account_events");
        awaitRows("pgmq.q_account_events", 0);
        assertThat(seen).allSatisfy((account, bodies) -> assertThat(bodies)
                .containsExactly("{\"n\": 0}", "{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}", "{\"n\": 4}"));
    }

    @SnippetTest("howto-topics")
    void topics(Snippet snippet) throws Exception {
        List<String> billed = new CopyOnWriteArrayList<>();
        bean("billingService", e -> billed.add(e.getMessage().getBody(String.class)));
        recorder("shippingService");
        run(snippet);
        template.sendBodyAndHeaders("direct:orderEvent", "{\"n\":1}", Map.of("region", "eu", "event", "created"));
        template.sendBodyAndHeaders("direct:orderEvent", "{\"n\":2}", Map.of("region", "eu", "event", "paid"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(billed).containsExactlyInAnyOrder("{\"n\": 1}", "{\"n\": 2}"));
        awaitHandled(1);
        assertThat(bodies()).containsExactly("{\"n\": 1}");
        awaitRows("pgmq.q_billing", 0);
        awaitRows("pgmq.q_shipping", 0);
    }

    @SnippetTest("howto-request-reply")
    void requestReply(Snippet snippet) throws Exception {
        bean("priceService", e -> e.getMessage()
                .setBody(Map.of("asked", e.getMessage().getBody(String.class), "price", 12)));
        run(snippet);
        List<CompletableFuture<String>> replies = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10; i++) {
            replies.add(template.asyncRequestBody("direct:price", Map.of("n", i), String.class));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(replies.get(i).get(20, TimeUnit.SECONDS))
                    .contains("\"price\": 12")
                    .contains("{\\\"n\\\": " + i + "}");
        }
        awaitRows("pgmq.q_price_requests", 0);
        camel.stop();
        assertThat(client.listQueues()).extracting(QueueInfo::name).containsExactly("price_requests");
    }

    @SnippetTest(value = "howto-foreign-reply", languages = "sql")
    void foreignReply(Snippet snippet) throws Exception {
        createQueues("price_requests", "price__replies");
        for (String replyTo : List.of("", "&replyTo=price__replies")) {
            CompletableFuture<Object> reply =
                    template.asyncRequestBody("pgmq:price_requests?requestTimeout=30s" + replyTo, "{}");
            awaitRows("pgmq.q_price_requests", 1);
            sql(snippet.code());
            assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo("{\"price\": 12}");
            assertThat(rows("pgmq.q_price_requests")).isZero();
        }
    }

    @SnippetTest("howto-outbox")
    void outbox(Snippet snippet) throws Exception {
        run(snippet);
        template.sendBodyAndHeaders("direct:placeOrder", "{}", Map.of("id", 1, "item", "book"));
        awaitRows("invoice", 1);
        awaitRows("pgmq.q_order_placed", 0);

        assertThatThrownBy(() -> template.sendBodyAndHeaders(
                        "direct:placeOrder", "this is not JSON", Map.of("id", 2, "item", "lamp")))
                .hasStackTraceContaining("not valid JSON");
        assertThatThrownBy(() -> template.sendBodyAndHeaders(
                        "direct:placeOrder", "{}", Map.of("id", 1, "item", "the same again")))
                .hasStackTraceContaining("orders_pkey");
        assertThat(rows("orders")).isOne();
        assertThat(number("SELECT total_messages FROM pgmq.metrics('order_placed')"))
                .isOne();
    }

    /** The invoice exists already, so the consumer's SQL fails: the message must stay, to be retried. */
    @SnippetTest("howto-outbox")
    void consumerOfTheOutboxRollsBack(Snippet snippet) throws Exception {
        run(snippet);
        sql("INSERT INTO invoice VALUES (1)");
        template.sendBodyAndHeaders("direct:placeOrder", "{}", Map.of("id", 1, "item", "book"));
        awaitDelay("order_placed", 8, 12);
        sql("DELETE FROM invoice");
        makeDue("order_placed");
        awaitRows("invoice", 1);
        awaitRows("pgmq.q_order_placed", 0);
    }

    @SnippetTest("howto-scheduled")
    void scheduled(Snippet snippet) throws Exception {
        recorder("reminderService");
        run(snippet);
        template.sendBody("direct:remindInAnHour", "{\"n\":1}");
        awaitDelay("reminders", 3500, 3600);
        template.sendBodyAndHeader("direct:remindAt", "{\"n\":2}", "due", "1s");
        awaitHandled(1);
        assertThat(bodies()).containsExactly("{\"n\": 2}");
        makeDue("reminders");
        awaitHandled(2);
        awaitRows("pgmq.q_reminders", 0);
    }

    @SnippetTest("howto-scheduled")
    void scheduledForAnInstant(Snippet snippet) throws Exception {
        recorder("reminderService");
        run(snippet);
        Instant due = Instant.now().plusSeconds(2);
        template.sendBodyAndHeader("direct:remindAt", "{}", "due", due.toString());
        awaitHandled(1);
        assertThat(Instant.now()).isAfterOrEqualTo(due);
    }

    @SnippetTest("howto-pgbouncer")
    void pgbouncer(Snippet snippet) throws Exception {
        recorder("orderService");
        run(snippet);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgmq-listen'"
                                + " AND datname = current_database()"))
                .isOne());
        template.sendBody("pgmq:orders", "{}");
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
    }

    private static String account(Exchange exchange) {
        return exchange.getMessage().getHeader("account", String.class);
    }
}
