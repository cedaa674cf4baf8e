/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code commandbus:*} cannot be used for. */
class EveryDomainIT extends CommandBusTestBase {

    @Test
    void isNotSentTo() {
        assertThatThrownBy(() -> template.sendBody("commandbus:*/Order", "{}"))
                .rootCause()
                .hasMessageContaining("name one domain");
    }

    @Test
    void isNotConsumedFrom() {
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("commandbus:*").to("log:never");
                    }
                }))
                .rootCause()
                .hasMessageContaining("needs one domain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "auditTrail",
                "countByStatus",
                "queueMetrics",
                "createBatch",
                "closeBatch",
                "getBatch",
                "listBatches",
                "pause",
                "resume",
                "listPauses",
                "purgeHistory"
            })
    void isNotMeantByWhatIsAboutOneDomain(String operation) {
        assertThatThrownBy(() -> ask(operation, Map.of()))
                .rootCause()
                .hasMessageContaining("operation=" + operation)
                .hasMessageContaining("one domain");
    }

    @Test
    void isNotMeantWhenAHeaderNamesTheDomain() {
        template.sendBody(debit("?operation=pause"), null);
        Map<String, Object> headers = Map.of(CommandBusConstants.DOMAIN, domain);
        assertThat(ask("listPauses", headers)).isEqualTo(bus.pauses(domain)).isNotEqualTo(List.of());
        assertThat(ask("listBatches", headers)).isEqualTo(List.of());
        assertThatThrownBy(() -> ask("createBatch", headers))
                .as("commands are not sent to where a header says")
                .rootCause()
                .hasMessageContaining("name it in the endpoint");
    }

    private Object ask(String operation, Map<String, Object> headers) {
        return template.requestBodyAndHeaders("commandbus:*?olderThan=1d&operation=" + operation, null, headers);
    }
}
