/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

class JoinCheckTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(JoinCheck.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final CamelContext camel = new DefaultCamelContext();
    private final DataSource dataSource = new PGSimpleDataSource();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
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
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
