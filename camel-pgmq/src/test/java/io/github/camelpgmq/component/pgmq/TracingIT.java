/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.support.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's context goes with the messages. */
class TracingIT extends PgmqTestBase {

    private Traces traces;

    @Override
    void configure(CamelContext context) {
        traces = Traces.of(context);
    }

    @Test
    void aMessageIsHandledInTheTraceOfItsSender() throws Exception {
        consume("");

        template.sendBody("pgmq:" + queue, "{}");

        traces.awaitTree("""
                QUEUE sent
                  QUEUE received
                """
                .replace("QUEUE", queue.name()));
        assertThat(traces.spans()).allSatisfy(span -> {
            assertThat(attribute(span, "messaging.system")).isEqualTo("pgmq");
            assertThat(attribute(span, "messaging.destination.name")).isEqualTo(queue.name());
            assertThat(attribute(span, "messaging.message.id")).isEqualTo("1");
        });
    }

    @Test
    void aRouteThatPassesMessagesOnKeepsTheIdsApart() throws Exception {
        QueueName next = newQueue("next");
        client.send(next, NewMessage.of("{}"));
        client.purgeQueue(next);
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("pgmq:" + queue + "?transacted=true").toD("pgmq:${header.next}");
            routes.from("pgmq:" + next).process(this::keep);
        });

        template.sendBodyAndHeader("pgmq:" + queue, "{}", "next", next.name());

        traces.awaitTree(
                """
                QUEUE sent
                  QUEUE received
                    * sent
                      NEXT received
                """
                        .replace("QUEUE", queue.name())
                        .replace("NEXT", next.name()));
        assertThat(traces.spans())
                .extracting(
                        span -> attribute(span, "messaging.destination.name"),
                        span -> attribute(span, "messaging.message.id"))
                .containsExactlyInAnyOrder(
                        tuple(queue.name(), "1"),
                        tuple(queue.name(), "1"),
                        tuple(next.name(), "2"),
                        tuple(next.name(), "2"));
    }

    @Test
    void theMessagesOfABatchAreHandledInTheTraceOfItsSender() throws Exception {
        consume("");

        template.sendBody("pgmq:" + queue + "?operation=sendBatch", List.of(Map.of("n", 1), Map.of("n", 2)));

        traces.awaitTree(
                """
                QUEUE sent
                  QUEUE received
                  QUEUE received
                """
                        .replace("QUEUE", queue.name()));
    }

    @Test
    void aRequestAndWhatIsDoneWithItsReplyAreOneTrace() throws Exception {
        QueueName booked = newQueue("booked");
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("direct:ask").to("pgmq:" + queue).to("pgmq:" + booked + "?exchangePattern=InOnly");
            routes.from("pgmq:" + queue).setBody().constant("{\"ok\":true}");
        });

        assertThat(template.requestBody("direct:ask", "{}", String.class)).contains("ok");

        traces.awaitTree(
                """
                ask sent
                  ask received
                    QUEUE sent
                      QUEUE received
                    BOOKED sent
                """
                        .replace("QUEUE", queue.name())
                        .replace("BOOKED", booked.name()));
    }

    @Test
    void aRouteThatReadsRepliesContinuesTheTraceOfTheHandler() throws Exception {
        QueueName answers = newQueue("own__replies");
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("pgmq:" + queue).setBody().constant("{\"ok\":true}");
            routes.from("pgmq:" + answers).process(this::keep);
        });
        client.send(
                queue,
                new NewMessage(
                        "{}",
                        "{\"x-pgmq-reply-to\": \"" + answers + "\", \"x-pgmq-correlation-id\": \"a\","
                                + " \"traceparent\": \"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}",
                        Delay.NONE));

        await().untilAsserted(() -> assertThat(traces.spans()).hasSize(2));
        SpanData handling = traces.spans().get(0);
        SpanData reading = traces.spans().get(1);
        assertThat(handling.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(handling.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(reading.getName()).isEqualTo(answers.name());
        assertThat(reading.getTraceId()).isEqualTo(handling.getTraceId());
        assertThat(reading.getParentSpanId()).isEqualTo(handling.getSpanId());
    }

    @Test
    void eachDeliveryAndTheDeadLetterAreInTheTraceOfTheSender() throws Exception {
        QueueName dead = newQueue("dead");
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("pgmq:" + queue + "?retryDelay=1s&maxDeliveries=2&deadLetterQueue=" + dead)
                    .errorHandler(routes.noErrorHandler())
                    .throwException(new IllegalStateException("no"));
            routes.from("pgmq:" + dead).process(this::keep);
        });

        template.sendBody("pgmq:" + queue, "{}");

        traces.awaitTree(
                """
                QUEUE sent
                  QUEUE received failed
                  QUEUE received failed
                  DEAD received
                """
                        .replace("QUEUE", queue.name())
                        .replace("DEAD", dead.name()));
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
