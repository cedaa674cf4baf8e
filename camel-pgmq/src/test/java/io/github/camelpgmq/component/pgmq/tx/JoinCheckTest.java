/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.support.LogCapture;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JoinCheckTest {

    private final LogCapture log = LogCapture.of(JoinCheck.class);
    private final CamelContext camel = new DefaultCamelContext();
    private final DataSource dataSource = new PGSimpleDataSource();

    @AfterEach
    void stopListening() {
        log.close();
        camel.stop();
    }

    @Test
    void plainDataSourceBeanIsWarnedOf() {
        camel.getRegistry().bind("orders", dataSource);
        assertThat(warnings()).singleElement().asString().contains("pgmq:q", "'orders'", "TransactionAwareDataSource");
    }

    @Test
    void wrappedDataSourceIsFine() {
        camel.getRegistry().bind("orders", new TransactionAwareDataSource(dataSource));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void plainBeanBesideAWrappedOneIsTheUsersChoice() {
        camel.getRegistry().bind("orders", new TransactionAwareDataSource(dataSource));
        camel.getRegistry().bind("plain", dataSource);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void otherDatabasesAreNotLookedAt() {
        camel.getRegistry().bind("other", new PGSimpleDataSource());
        assertThat(warnings()).isEmpty();
    }

    private List<String> warnings() {
        JoinCheck.warnIfSqlCannotJoin(camel, new LocalJdbcTransactions(dataSource), "pgmq:q");
        return log.lines();
    }
}
