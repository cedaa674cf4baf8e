/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.camelpgmq.support.LogCapture;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines of a route say which message it handles. */
class LoggingIT extends PgmqTestBase {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingIT.class);

    @ParameterizedTest
    @ValueSource(strings = {"", "?transacted=true"})
    void theLinesOfARouteNameTheMessage(String options) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from("pgmq:" + queue + options)
                .process(exchange ->
                        LOG.info("handling {}", exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID))));
        try (LogCapture log = LogCapture.of(LoggingIT.class)) {
            template.sendBody("pgmq:" + queue + "?operation=sendBatch", List.of(1, 2, 3));

            await().untilAsserted(() -> assertThat(log.events()).hasSize(3));
            assertThat(log.events())
                    .extracting(ILoggingEvent::getMDCPropertyMap)
                    .allSatisfy(mdc -> assertThat(mdc).containsEntry("camel.pgmq.queue", queue.name()));
            assertThat(log.events())
                    .allSatisfy(event -> assertThat(event.getMDCPropertyMap().get("camel.pgmq.messageId"))
                            .isEqualTo(event.getArgumentArray()[0].toString()));
        }
    }
}
