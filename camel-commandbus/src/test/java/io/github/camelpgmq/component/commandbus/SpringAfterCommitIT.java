/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What follows a commit of Spring, which holds its connection until all has followed, in a pool of one connection. */
class SpringAfterCommitIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @Test
    void aBatchEndsWithTheTransactionThatClosesIt() {
        try (HikariDataSource pool = CommandBusNode.pool(PGMQ.dataSource(), 1);
                LogCapture log = LogCapture.ofLibrary()) {
            CamelContext camel = CommandBusNode.context(pool);
            camel.getComponent("commandbus", CommandBusComponent.class).setListenDataSource(PGMQ.dataSource());
            DataSourceTransactionManager manager = new DataSourceTransactionManager(pool);
            camel.getRegistry().bind("manager", manager);
            camel.start();
            camel.getComponent("commandbus", CommandBusComponent.class).prepare();
            CommandBus bus = CommandBus.of(camel);
            UUID batch = bus.batches().create(BatchRequest.of("pay", "none")).batchId();

            new TransactionTemplate(manager)
                    .executeWithoutResult(status -> bus.batches().close("pay", batch));

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            bus.batches().get("pay", batch).map(Batch::status))
                    .contains(BatchStatus.COMPLETED));
            camel.stop();
            assertThat(log.warnings()).isEmpty();
        }
    }
}
