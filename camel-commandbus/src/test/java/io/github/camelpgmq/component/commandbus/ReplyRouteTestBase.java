/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/** A route that consumes the replies of the test's domain and keeps them. */
abstract class ReplyRouteTestBase extends CommandBusTestBase {

    static final String ROUTE = "replies";

    final List<Message> received = new CopyOnWriteArrayList<>();

    /** @param options "" or "&..." */
    final void consumeReplies(String options, Processor... steps) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> {
            routes.errorHandler(routes.noErrorHandler());
            var route = routes.from("commandbus:" + domain + ":replies?pollInterval=1s" + options)
                    .routeId(ROUTE)
                    .process(exchange -> received.add(exchange.getMessage().copy()));
            for (Processor step : steps) {
                route.process(step);
            }
        });
    }

    /** Waits until so many replies have come. */
    final List<Message> awaitReplies(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(received).hasSize(count));
        return received;
    }

    final Message awaitReply() {
        return awaitReplies(1).get(0);
    }

    /** The reply to a command. */
    final Message awaitReplyTo(UUID id) {
        await().atMost(PATIENCE).until(() -> received.stream().anyMatch(reply -> isReplyTo(reply, id)));
        return received.stream()
                .filter(reply -> isReplyTo(reply, id))
                .findFirst()
                .orElseThrow();
    }

    /** Sends a message to the reply queue as programs in other languages do. */
    final void sendForeign(String body, String headers) {
        client.createQueue(replies);
        client.send(replies, body, headers, null);
    }

    static boolean isReplyTo(Message reply, UUID id) {
        return id.toString().equals(reply.getHeader(CommandBusConstants.COMMAND_ID));
    }
}
