/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What a route gets of a command, and what it shares with the other routes of its domain. */
class HandledCommandIT extends CommandBusTestBase {

    private final List<Message> handled = new CopyOnWriteArrayList<>();

    /** The data of a command. */
    public record Debit(String account, int amount) {}

    @Test
    void headersTellAllAboutIt() throws Exception {
        UUID correlation = UUID.randomUUID();
        consume(debit("?retryBackoff=50ms"));
        UUID batch = bus.batches().create(BatchRequest.of(domain, "b")).batchId();
        Map<String, Object> headers = new HashMap<>();
        headers.put(CommandBusConstants.CORRELATION_ID, correlation.toString());
        headers.put(CommandBusConstants.BATCH_ID, batch.toString());
        headers.put(CommandBusConstants.MAX_ATTEMPTS, 2);
        headers.put("traceparent", "00-1-2-01");
        headers.put("CamelSecret", "s");
        UUID id = send("Debit", new Debit("a1", 5), headers);
        awaitStatus(id, CommandStatus.COMPLETED);

        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(handled.get(attempt - 1).getHeaders())
                    .containsEntry(CommandBusConstants.DOMAIN, domain)
                    .containsEntry(CommandBusConstants.COMMAND_TYPE, "Debit")
                    .containsEntry(CommandBusConstants.COMMAND_ID, id.toString())
                    .containsEntry(CommandBusConstants.CORRELATION_ID, correlation.toString())
                    .containsEntry(CommandBusConstants.BATCH_ID, batch.toString())
                    .containsEntry(CommandBusConstants.ATTEMPT, attempt)
                    .containsEntry(CommandBusConstants.MAX_ATTEMPTS, 2)
                    .containsEntry("traceparent", "00-1-2-01")
                    .doesNotContainKey("CamelSecret");
        }
        Instant sent = Instant.ofEpochMilli(handled.get(0).getHeader(Exchange.MESSAGE_TIMESTAMP, Long.class));
        assertThat(Duration.between(get(id).createdAt(), sent).abs()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void bodyIsJsonTextAndConverts() throws Exception {
        consume(debit(""));
        UUID id = send("Debit", new Debit("a1", 5), Map.of());
        await().atMost(PATIENCE).until(() -> !handled.isEmpty());
        Message message = handled.get(0);
        assertThat(message.getHeader(CommandBusConstants.COMMAND_ID)).isEqualTo(id.toString());
        assertThat(message.getBody()).isEqualTo("{\"amount\":5,\"account\":\"a1\"}");
        assertThat((Object) message.getBody(Map.class)).isEqualTo(Map.of("account", "a1", "amount", 5));
        assertThat(message.getBody(Debit.class)).isEqualTo(new Debit("a1", 5));
    }

    @Test
    void routesOfADomainShareAnEngineAndItsConnections() throws Exception {
        consume(debit(""), "commandbus:" + domain + "/Credit", "commandbus:" + domain);
        consume("commandbus:" + domain + "x");
        List<DomainEngine> engines = camel.getRoutes().stream()
                .map(route -> ((CommandBusConsumer) route.getConsumer()).engine())
                .toList();
        assertThat(engines.subList(0, 3)).containsOnly(engines.get(0));
        assertThat(engines.get(3)).isNotSameAs(engines.get(0));

        // One to fetch, one to listen, one for each handler.
        try (CommandBusNode five = new CommandBusNode(CommandBusNode.pool(PGMQ.dataSource(), 5))) {
            five.camel().addRoutes(routes(debit(""), "commandbus:" + domain + "/Credit", "commandbus:" + domain));
            assertThat(five.camel().getRoutes()).hasSize(3);
        }
    }

    private void consume(String... uris) throws Exception {
        camel.addRoutes(routes(uris));
    }

    /** Each attempt but the second fails. */
    private RouteBuilder routes(String... uris) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (String uri : uris) {
                    from(uri).process(exchange -> {
                        handled.add(exchange.getMessage().copy());
                        if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                            throw new TransientCommandException("LATER", "later");
                        }
                    });
                }
            }
        };
    }
}
