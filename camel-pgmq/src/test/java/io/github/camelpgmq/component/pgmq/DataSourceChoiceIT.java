/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Which database is meant when none is named. */
class DataSourceChoiceIT extends PgmqTestBase {

    @Test
    void theOnlyBeanIsTakenWhateverItsName() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("ordersDatabase", PGMQ.dataSource());
            context.start();
            context.createProducerTemplate().sendBody("pgmq:" + queue, "{}");
        }
        assertThat(rows(queue.table())).isOne();
    }

    @Test
    void noneIsAnErrorThatNamesTheWays() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            assertThatThrownBy(() -> context.createProducerTemplate().sendBody("pgmq:" + queue, "{}"))
                    .hasStackTraceContaining("No database for pgmq")
                    .hasStackTraceContaining(
                            "bind one DataSource bean, or set dataSource=#bean, or the component's jdbcUrl");
        }
    }

    @Test
    void ofTwoBeansNoneIsGuessed() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("one", PGMQ.dataSource());
            context.getRegistry().bind("two", PGMQ.dataSource());
            context.start();
            assertThatThrownBy(() -> context.createProducerTemplate().sendBody("pgmq:" + queue, "{}"))
                    .hasStackTraceContaining("No database for pgmq");
            context.createProducerTemplate().sendBody("pgmq:" + queue + "?dataSource=#bean:two", "{}");
        }
        assertThat(rows(queue.table())).isOne();
    }
}
