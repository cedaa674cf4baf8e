/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.support.LogCapture;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines about a command say which it is. */
class LoggingIT extends CommandBusTestBase {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingIT.class);

    private final LogCapture log = LogCapture.ofEverything();

    @Override
    protected void configure(CamelContext context) {
        context.setUseMDCLogging(true);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=false", "&transactionBatchSize=10"})
    void theLinesOfAHandlerAndOfTheComponentNameTheCommand(String options) throws Exception {
        handle("&maxAttempts=2&retryBackoff=1s" + options, exchange -> {
            LOG.info("handling");
            throw new IllegalStateException("no");
        });

        UUID first = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 2));
        UUID second = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 2));

        for (UUID id : new UUID[] {first, second}) {
            awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
            assertLines(id, "handling");
            assertLines(id, "Command " + id + " of type Debit failed in attempt");
        }
    }

    @Test
    void whatIsSaidOfACommandOnAnotherThreadNamesItToo() throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from(debit("?transacted=false&maxAttempts=1"))
                .errorHandler(routes.noErrorHandler())
                .threads(1)
                .throwException(new PermanentCommandException("NO", "no")));

        UUID id = send("Debit", "{}", Map.of());

        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        ILoggingEvent line = log.events().stream()
                .filter(event -> event.getFormattedMessage().startsWith("Command " + id))
                .findFirst()
                .orElseThrow();
        assertThat(line.getThreadName()).contains("Threads");
        assertThat(line.getMDCPropertyMap()).containsEntry("camel.commandbus.commandId", id.toString());
    }

    @Test
    void aHandlerThatAsksAnotherIsStillItself() throws Exception {
        handle("&transacted=false", exchange -> {
            bus.request(CommandRequest.of(domain, "Credit", "{}"), PATIENCE)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            template.sendBody("direct:nested", "{}");
            LOG.info("afterwards");
        });
        RouteBuilder.addRoutes(camel, routes -> {
            routes.from("commandbus:" + domain + "/Credit?pollInterval=1s")
                    .process(exchange ->
                            LOG.info("crediting {}", exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID)));
            routes.from("direct:nested").process(exchange -> LOG.info("nested"));
        });

        UUID id = send("Debit", "{}", Map.of());

        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(mdcOf("afterwards")).containsEntry("camel.commandbus.commandId", id.toString());
        assertThat(mdcOf("nested")).containsEntry("camel.commandbus.commandId", id.toString());
        String credit = (String) log.events().stream()
                .filter(event -> event.getMessage().startsWith("crediting"))
                .findFirst()
                .orElseThrow()
                .getArgumentArray()[0];
        assertThat(mdcOf("crediting")).containsEntry("camel.commandbus.commandId", credit);
    }

    @Test
    void aRouteThatReadsRepliesNamesTheCommandAndTheMessage() throws Exception {
        handle("", exchange -> {});
        RouteBuilder.addRoutes(camel, routes -> routes.from("commandbus:" + domain + ":replies")
                .process(exchange -> LOG.info("replied")));

        UUID id = send("{}");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(mdcOf("replied"))
                .containsEntry("camel.commandbus.commandId", id.toString())
                .containsEntry("camel.commandbus.commandType", "Debit")
                .containsEntry("camel.pgmq.queue", replies.name())
                .containsEntry("camel.pgmq.messageId", "1"));
    }

    private void assertLines(UUID id, String beginning) {
        assertThat(log.events())
                .filteredOn(event -> event.getFormattedMessage().startsWith(beginning))
                .extracting(ILoggingEvent::getMDCPropertyMap)
                .filteredOn(mdc -> id.toString().equals(mdc.get("camel.commandbus.commandId")))
                .allSatisfy(mdc -> assertThat(mdc)
                        .containsEntry("camel.commandbus.domain", domain)
                        .containsEntry("camel.commandbus.commandType", "Debit"))
                .extracting(mdc -> mdc.get("camel.commandbus.attempt"))
                .containsExactly("1", "2");
    }

    private Map<String, String> mdcOf(String beginning) {
        return log.events().stream()
                .filter(event -> event.getFormattedMessage().startsWith(beginning))
                .findFirst()
                .map(ILoggingEvent::getMDCPropertyMap)
                .orElse(Map.of());
    }
}
