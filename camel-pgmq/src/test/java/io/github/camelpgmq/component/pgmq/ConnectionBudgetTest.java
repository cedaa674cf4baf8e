/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.SpyDataSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ConnectionBudgetTest {

    private final ConnectionBudget budget = new ConnectionBudget();
    private final Object one = new Object();
    private final Object two = new Object();
    private final HikariDataSource pool = pool("small", 4);
    private LogCapture log;

    @BeforeEach
    void capture() {
        log = LogCapture.of(ConnectionBudget.class);
    }

    @AfterEach
    void close() {
        log.close();
        pool.close();
    }

    @Test
    void isContentWithAPoolThatIsJustLargeEnough() {
        budget.reserve(one, demand("pgmq:a", pool, 2, true));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void warnsWithTheArithmeticWhenHandlersWaitForEachOther() {
        budget.reserve(one, demand("pgmq:a", pool, 3, true));
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(
                        "'small' has maximumPoolSize=4",
                        "need 5 connections: 1 to fetch + 1 to listen + 3 for transacted handlers (pgmq:a: 3)",
                        "maximumPoolSize to at least 5",
                        "concurrentConsumers");
    }

    @Test
    void countsAllConsumersOfThePoolAndOneListenConnection() {
        budget.reserve(one, demand("pgmq:a", pool, 1, true));
        assertThat(log.warnings()).isEmpty();
        budget.reserve(two, demand("pgmq:b", pool, 1, true));
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("need 5 connections: 2 to fetch + 1 to listen + 2 for", "(pgmq:a: 1, pgmq:b: 1)");
    }

    @Test
    void refusesAPoolThatLeavesNoConnectionToAnyHandler() {
        try (HikariDataSource tiny = pool("tiny", 2)) {
            assertThatThrownBy(() -> budget.reserve(one, demand("pgmq:a", tiny, 1, true)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'tiny' has maximumPoolSize=2")
                    .hasMessageContaining("need 3 connections");
            assertThatCode(() -> budget.reserve(one, demand("pgmq:a", tiny, 1, false)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatWasRefusedIsNotCounted() {
        try (HikariDataSource tiny = pool("tiny", 2)) {
            budget.reserve(one, demand("pgmq:a", tiny, 0, true));
            assertThatThrownBy(() -> budget.reserve(two, demand("pgmq:b", tiny, 0, true)))
                    .hasMessageContaining("2 to fetch + 1 to listen");
            budget.release(one);
            budget.reserve(two, demand("pgmq:b", tiny, 0, true));
        }
    }

    @Test
    void aRestartedConsumerCountsOnceAndAStoppedOneNotAtAll() {
        budget.reserve(one, demand("pgmq:a", pool, 2, true));
        budget.reserve(one, demand("pgmq:a", pool, 2, true));
        budget.release(one);
        budget.reserve(two, demand("pgmq:b", pool, 2, true));
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void looksIntoWrappersAndLeavesOtherDataSourcesAlone() {
        budget.reserve(one, demand("pgmq:a", new SpyDataSource(pool), 3, true));
        assertThat(log.warnings()).hasSize(1);
        budget.reserve(two, demand("pgmq:b", new PGSimpleDataSource(), 500, true));
        assertThat(log.warnings()).hasSize(1);
    }

    @Test
    void anUnsetSizeIsHikarisDefault() {
        try (HikariDataSource unset = new HikariDataSource()) {
            budget.reserve(one, demand("pgmq:a", unset, 8, true));
            assertThat(log.warnings()).isEmpty();
            budget.reserve(one, demand("pgmq:a", unset, 9, true));
            assertThat(log.warnings()).singleElement().asString().contains("maximumPoolSize=10");
        }
    }

    private static ConnectionBudget.Demand demand(String name, DataSource pool, int handlers, boolean listens) {
        return new ConnectionBudget.Demand(name, pool, handlers, listens);
    }

    private static HikariDataSource pool(String name, int size) {
        return ConnectionPool.open(name, "jdbc:postgresql://localhost:1/none", "nobody", "secret", size);
    }
}
