/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;

/** What the README shows of {@code commandbus:} works. */
@Documents("../README.md")
class ReadmeIT extends SnippetTestBase implements ReadmeContract {

    @Override
    public ReadmePart part() {
        return ReadmePart.COMMANDBUS;
    }

    @SnippetTest("readme-commandbus")
    void commandBus(Snippet snippet) {
        sql(
                "CREATE TABLE account (id integer PRIMARY KEY, balance numeric NOT NULL)",
                "INSERT INTO account VALUES (7, 100)");
        run(snippet);
        template.sendBody("direct:pay", "");
        awaitText("SELECT balance FROM account WHERE id = 7", "75.00");
        awaitText("SELECT status FROM command_bus_command", "COMPLETED");
    }

    @SnippetTest("readme-commandbus-operator")
    void operator(Snippet snippet) throws Exception {
        handle("", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("-")) {
                throw new PermanentCommandException("SIGN", "negative");
            }
        });
        UUID id = send(Map.of("account", 7, "amount", -25));
        awaitStatus(id, "IN_TROUBLESHOOTING_QUEUE");
        runner().given("camelContext", CamelContext.class, camel).run(snippet);
        awaitStatus(id, "COMPLETED");
        assertThat(events(id)).contains("OPERATOR_RETRY");
    }
}
