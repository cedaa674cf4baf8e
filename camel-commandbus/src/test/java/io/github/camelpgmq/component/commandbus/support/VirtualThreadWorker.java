/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import org.apache.camel.builder.RouteBuilder;

/** A JVM of its own that handles commands on virtual threads, with a row in the table effect for each, until it is killed. */
public final class VirtualThreadWorker {

    /** What it says before the name of the class of the thread on which a command is handled. */
    public static final String HANDLED_ON = "handled on ";

    private VirtualThreadWorker() {}

    /** @param arguments URL, user, password, the endpoint to consume from */
    public static void main(String[] arguments) throws Exception {
        // Camel reads it once, so that it cannot be tried beside other tests.
        System.setProperty("camel.threads.virtual.enabled", "true");
        try (CommandBusNode node = CommandBusNode.of(arguments)) {
            node.camel().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(arguments[3])
                            .process(exchange -> System.out.println(HANDLED_ON
                                    + Thread.currentThread().getClass().getSimpleName()))
                            .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                    + " :#${header.CamelCommandBusCommandId})")
                            .setBody(constant("{}"));
                }
            });
            while (System.in.read() >= 0) {
                // Until it is killed.
            }
        }
    }
}
