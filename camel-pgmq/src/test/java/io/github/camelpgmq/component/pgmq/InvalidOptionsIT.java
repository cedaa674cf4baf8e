/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Locale;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused when the route starts, by its name. */
class InvalidOptionsIT extends PgmqTestBase {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    visibilityTimeout=0                         | visibilityTimeout must be whole seconds
                    visibilityTimeout=1500                      | visibilityTimeout must be whole seconds
                    visibilityTimeout=-1s                       | visibilityTimeout must be whole seconds
                    visibilityTimeout=soon                      | visibilityTimeout
                    visibilityTimeout=40000d                    | visibilityTimeout must be
                    maxVisibilityExtension=-1000               | maxVisibilityExtension must be
                    concurrentConsumers=0                       | concurrentConsumers must be at least 1
                    maxMessagesPerPoll=0                        | maxMessagesPerPoll must be at least 1
                    pollInterval=0                              | pollInterval must be at least 1ms
                    retryDelay=soon                             | retryDelay 'soon'
                    retryDelay=10s,,20s                         | retryDelay '10s,,20s'
                    maxDeliveries=-1                            | maxDeliveries must be 0
                    deadLetterQueue=dead                        | deadLetterQueue=dead is never used without maxDeliveries
                    maxDeliveries=3&deadLetterQueue=De-ad       | Queue name 'De-ad'
                    filter=RAW({no)                             | filter must be JSON
                    ackMode=sometimes                           | ackMode
                    ordering=strict                             | ordering
                    queueType=temporary                         | queueType
                    messageFormat=xml                           | messageFormat
                    autoCreateQueue=true&partitionInterval=10   | partitionInterval
                    noSuchOption=1                              | noSuchOption
                    dataSource=#bean:nothing                    | nothing""")
    void consumersOption(String options, String problem) {
        QueueName fresh = newName("fresh");
        String create = options.contains("autoCreateQueue") ? "" : "&autoCreateQueue=true";
        assertThatThrownBy(() -> route("pgmq:" + fresh + "?" + options + create))
                .hasStackTraceContaining(problem);
        assertThat(client.dropQueue(fresh)).as("the queue was created").isFalse();
    }

    @Test
    void deadLetterQueueIsAnotherQueue() {
        assertThatThrownBy(() -> route("pgmq:" + queue + "?maxDeliveries=3&deadLetterQueue=" + queue))
                .hasStackTraceContaining("deadLetterQueue=" + queue + " is the queue itself");
        assertThatThrownBy(() -> route("pgmq:" + queue + "?allowMixedCase=true&maxDeliveries=3&deadLetterQueue="
                        + queue.name().toUpperCase(Locale.ROOT)))
                .hasStackTraceContaining("is the queue itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay=soon",
                "quantity=0",
                "requestTimeout=0",
                "operation=truncate",
                "notifyMode=never",
                "replyTo=a;b",
                "lazyStartProducer=perhaps",
                "noSuchOption=1"
            })
    void producersOption(String option) {
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in").to("pgmq:" + queue + "?" + option);
                    }
                }))
                .hasStackTraceContaining(
                        option.startsWith("replyTo") ? "a;b" : option.substring(0, option.indexOf('=')));
    }
}
