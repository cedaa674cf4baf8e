/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.support.LogCapture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody drops the queue of a running consumer and creates it again. */
class RecreatedQueueIT extends PgmqTestBase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=true", "&ackMode=archive", "&ordering=group"})
    void itsConsumerSaysWhatIsMissingAndGoesOn(String option) throws Exception {
        route("pgmq:" + queue + "?pollInterval=500ms" + option);
        sendAndAwait(1);
        try (LogCapture log = LogCapture.ofLibrary()) {
            client.dropQueue(queue);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("pgmq:" + queue, "does not exist"));
            client.createQueue(queue);
            for (int sent = 2; sent <= 12; sent++) {
                sendAndAwait(sent);
            }
            assertThat(log.warnings()).hasSizeLessThanOrEqualTo(2);
            assertThat(log.stackTraces()).isEmpty();
        }
    }

    /** Between two polls, so that it notices nothing but the ids that start again. */
    @Test
    void itsConsumerMayNotEvenNotice() throws Exception {
        route("pgmq:" + queue + "?pollInterval=60s");
        for (int sent = 1; sent <= 10; sent++) {
            sendAndAwait(sent);
        }
        sql("SELECT pgmq.drop_queue('" + queue + "'); SELECT pgmq.create('" + queue + "')");
        for (int sent = 11; sent <= 20; sent++) {
            sendAndAwait(sent);
        }
    }

    private void sendAndAwait(int total) {
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(handled).hasSize(total);
            assertThat(rows(queue.table())).isZero();
        });
    }
}
