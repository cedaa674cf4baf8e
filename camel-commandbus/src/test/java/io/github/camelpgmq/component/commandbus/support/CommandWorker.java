/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import org.apache.camel.builder.RouteBuilder;

/** A JVM of its own that handles commands, with a row in the table effect for each, until it is killed. */
public final class CommandWorker {

    /** What it says when its route runs. */
    public static final String READY = "ready";

    private CommandWorker() {}

    /** @param arguments URL, user, password, the endpoint to consume from */
    public static void main(String[] arguments) throws Exception {
        try (CommandBusNode node = CommandBusNode.of(arguments)) {
            node.camel().addRoutes(route(arguments[3]));
            System.out.println(READY);
            while (System.in.read() >= 0) {
                // Until it is killed.
            }
        }
    }

    /** The route, also for this JVM. */
    public static RouteBuilder route(String endpoint) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint)
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                + " :#${header.CamelCommandBusCommandId})")
                        .setBody(constant("{}"));
            }
        };
    }
}
