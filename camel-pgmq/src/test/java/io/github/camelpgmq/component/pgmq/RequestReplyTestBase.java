/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.RequesterProcess;
import io.github.camelpgmq.support.Server;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.postgresql.ds.PGSimpleDataSource;

/** What tests of request/reply share: routes that answer, and other callers. */
abstract class RequestReplyTestBase extends PgmqTestBase {

    /** Another process, as far as the database can tell. */
    static CamelNode otherNode() {
        return new CamelNode(PGMQ.dataSource());
    }

    /** @param role whose rights its connections have */
    static CamelNode otherNode(String role) {
        PGSimpleDataSource dataSource = new Server(PGMQ.database()).dataSource("other");
        dataSource.setOptions("-c role=" + role);
        return new CamelNode(dataSource);
    }

    /** Handles requests with a processor that sees to the answer. */
    void respond(String options, Processor processor) throws Exception {
        respond(camel, options, processor);
    }

    void respond(CamelContext context, String options, Processor processor) throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("pgmq:" + queue + "?pollInterval=60s" + options)
                .process(this::keep)
                .process(processor));
    }

    /** Answers {"n":1} with {"answer":1}. */
    static void answer(Exchange exchange) {
        exchange.getMessage()
                .setBody(Map.of("answer", numberIn(exchange.getMessage().getBody(String.class))));
    }

    static int numberIn(String json) {
        return RequesterProcess.numberIn(json);
    }

    String uri(String options) {
        return "pgmq:" + queue + "?" + options;
    }

    List<String> temporaryQueues() {
        return client.listQueues().stream()
                .map(QueueInfo::name)
                .filter(name -> name.startsWith("pgmq__replies_"))
                .toList();
    }
}
