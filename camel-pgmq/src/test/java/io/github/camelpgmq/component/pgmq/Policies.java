/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.support.TestSql;
import org.apache.camel.ProducerTemplate;

/** What must become of an order in the component page's route with policies, wherever it runs. */
final class Policies {

    private Policies() {}

    /** Sends an order that succeeds and one that fails in its last step. */
    static void requireRollback(ProducerTemplate template, PgmqClient client, TestSql database) {
        template.sendBodyAndHeader("direct:order", "{}", "id", 1);
        assertThat(database.count("orders")).isOne();
        assertThat(database.count("pgmq.q_orders")).isOne();
        client.dropQueue(QueueName.of("orders"));
        assertThatThrownBy(() -> template.sendBodyAndHeader("direct:order", "{}", "id", 2))
                .hasStackTraceContaining("SELECT pgmq.create('orders')");
        assertThat(database.count("orders")).as("the second is rolled back").isOne();
        assertThat(database.count("pgmq.q_order_log"))
                .as("in a transaction of its own")
                .isEqualTo(2);
    }
}
