/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** A worker in a JVM of its own, which dies of every command whose data say so. */
public final class KillableWorker {

    private KillableWorker() {}

    /** @param arguments of a ChildJvm, then the URI to consume from */
    public static void main(String... arguments) throws Exception {
        CommandBusNode node = CommandBusNode.of(arguments);
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(arguments[3])
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                + " :#${header.CamelCommandBusCommandId})")
                        .process(KillableWorker::dieIfTold);
            }
        });
        System.out.println("ready");
        // Until the test closes it.
        int byteRead = System.in.read();
        node.close();
        System.out.println("closed by " + byteRead);
    }

    private static void dieIfTold(Exchange exchange) {
        if (exchange.getMessage().getBody(String.class).contains("kill")) {
            System.out.println("dying");
            Runtime.getRuntime().halt(9);
        }
    }
}
