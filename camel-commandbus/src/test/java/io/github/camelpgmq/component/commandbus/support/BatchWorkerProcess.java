/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.support.ChildJvm;
import org.apache.camel.builder.RouteBuilder;

/** A JVM that handles the commands of a domain until it is killed, or until it has committed one whose data are "die". */
public final class BatchWorkerProcess {

    private BatchWorkerProcess() {}

    /** @param arguments of a {@link ChildJvm}, then the domain and the options of its consumer */
    public static void main(String[] arguments) throws Exception {
        CommandBusNode node = CommandBusNode.of(arguments);
        JdbcTransactions transactions = JdbcTransactions.of(node.camel(), node.pool());
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + arguments[3] + arguments[4]).process(exchange -> {
                    if (exchange.getMessage().getBody(String.class).contains("die")) {
                        transactions.afterCommit(() -> Runtime.getRuntime().halt(1));
                    }
                });
            }
        });
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
