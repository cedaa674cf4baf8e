/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.QueueMetrics;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operations that only read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryOperationsIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final UUID id = UUID.randomUUID();
    private CamelContext context;
    private ProducerTemplate template;

    @BeforeAll
    void start() {
        context = CommandBusNode.context(PGMQ.dataSource());
        context.start();
        template = context.createProducerTemplate();
        template.sendBodyAndHeader("commandbus:shop/Order", "{}", CommandBusConstants.COMMAND_ID, id);
    }

    @AfterAll
    void stop() {
        context.stop();
    }

    @Test
    void getsACommandsState() {
        CommandMetadata command = ask("get", Map.of(CommandBusConstants.COMMAND_ID, id), CommandMetadata.class);

        assertThat(command.commandType()).isEqualTo("Order");
        assertThat(command.status()).isEqualTo(CommandStatus.PENDING);
    }

    @Test
    void getsNothingForAnUnknownCommand() {
        assertThat(ask("get", Map.of(CommandBusConstants.COMMAND_ID, UUID.randomUUID()), CommandMetadata.class))
                .isNull();
    }

    @Test
    void readsTheAuditTrail() {
        List<?> trail = ask("auditTrail", Map.of(CommandBusConstants.COMMAND_ID, id.toString()), List.class);

        assertThat(trail).singleElement().isInstanceOfSatisfying(AuditEntry.class, entry -> assertThat(
                        entry.eventType())
                .isEqualTo("SENT"));
    }

    @Test
    void countsByStatus() {
        assertThat(ask("countByStatus", Map.of(), Object.class))
                .isEqualTo(Map.of(
                        CommandStatus.PENDING, 1L,
                        CommandStatus.IN_PROGRESS, 0L,
                        CommandStatus.COMPLETED, 0L,
                        CommandStatus.FAILED, 0L,
                        CommandStatus.CANCELED, 0L,
                        CommandStatus.IN_TROUBLESHOOTING_QUEUE, 0L));
    }

    @Test
    void measuresTheQueue() {
        assertThat(ask("queueMetrics", Map.of(), QueueMetrics.class).length()).isEqualTo(1);
    }

    @Test
    void theHeaderWinsOverTheOption() {
        Map<String, Object> headers =
                Map.of(CommandBusConstants.OPERATION, "COUNTBYSTATUS", CommandBusConstants.COMMAND_ID, id);

        assertThat(ask("get", headers, Object.class)).isInstanceOf(Map.class);
    }

    @Test
    void namesWhatIsMissingOrUnknown() {
        assertThatThrownBy(() -> ask("get", Map.of(), Object.class))
                .isInstanceOf(CamelExecutionException.class)
                .rootCause()
                .hasMessage("operation=get needs the header CamelCommandBusCommandId");
        Map<String, Object> nowhere =
                Map.of(CommandBusConstants.COMMAND_ID, id, CommandBusConstants.AFTER, "somewhere");
        assertThatThrownBy(() -> ask("auditTrail", nowhere, Object.class))
                .cause()
                .hasMessageContaining("CamelCommandBusAfter")
                .hasMessageContaining("somewhere");
        assertThatThrownBy(() -> ask("get", Map.of(CommandBusConstants.COMMAND_ID, "4711"), Object.class))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("4711");
        assertThatThrownBy(() -> ask("get", Map.of(CommandBusConstants.OPERATION, "drop"), Object.class))
                .cause()
                .hasMessageContaining("CamelCommandBusOperation")
                .hasMessageContaining("queueMetrics");
    }

    @Test
    void namesTheHeaderOfAFilterThatCannotBeUnderstood() {
        Map.of(
                        CommandBusConstants.CREATED_FROM, "yesterday",
                        CommandBusConstants.CREATED_BEFORE, "soon",
                        CommandBusConstants.LIMIT, "0",
                        CommandBusConstants.AFTER, "somewhere",
                        CommandBusConstants.FILTER_STATUS, "LOST",
                        CommandBusConstants.FILTER_BATCH_ID, "4711",
                        CommandBusConstants.FILTER_CORRELATION_ID, "4712")
                .forEach((header, value) -> assertThatThrownBy(() -> ask("find", Map.of(header, value), Object.class))
                        .cause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(header)
                        .hasMessageContaining(value));
    }

    private <T> T ask(String operation, Map<String, Object> headers, Class<T> type) {
        return template.requestBodyAndHeaders("commandbus:shop?operation=" + operation, null, headers, type);
    }
}
