/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.Queries;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

class PgmqExtensionIT {

    private static final Map<String, String> DATABASES = new LinkedHashMap<>();

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @Test
    void givesEachClassADatabaseOfItsOwnAndDropsIt() throws SQLException {
        DATABASES.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(First.class), selectClass(Second.class), selectClass(Eager.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(5).succeeded(5));
        assertThat(DATABASES.values()).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void dropsTheDatabaseAfterTheClass() throws SQLException {
        DATABASES.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(First.class))
                .execute();
        String dropped = DATABASES.get("first");
        assertThat(Queries.value(
                        PGMQ.dataSource(), "SELECT count(*) FROM pg_database WHERE datname = '" + dropped + "'"))
                .isEqualTo("0");
    }

    @Test
    void namesEverythingThatAPoolNeeds() throws SQLException {
        assertThat(PGMQ.jdbcUrl())
                .startsWith("jdbc:postgresql://")
                .endsWith("/" + PGMQ.database().name());
        assertThat(PGMQ.username()).isNotBlank();
        assertThat(PGMQ.password()).isNotBlank();
    }

    static class First {

        @RegisterExtension
        static final PgmqExtension DATABASE = new PgmqExtension();

        @Test
        void one() throws SQLException {
            DATABASES.put("first", DATABASE.database().name());
            Queries.value(DATABASE.dataSource(), "SELECT pgmq.create('mine')");
        }

        @Nested
        class Inner {

            @Test
            void usesTheOuterOne() {
                assertThat(DATABASES.getOrDefault("first", DATABASE.database().name()))
                        .isEqualTo(DATABASE.database().name());
            }
        }
    }

    @ExtendWith(PgmqExtension.class)
    static class Second {

        @Test
        void resolvesTheDatabase(PgmqDatabase database, DataSource dataSource) throws SQLException {
            DATABASES.put("second", database.name());
            assertThat(Queries.value(dataSource, "SELECT current_database()")).isEqualTo(database.name());
            assertThat(Queries.value(dataSource, "SELECT count(*) FROM pgmq.list_queues()"))
                    .isEqualTo("0");
        }

        @Test
        void keepsItForTheWholeClass(PgmqDatabase database) {
            assertThat(DATABASES.getOrDefault("second", database.name())).isEqualTo(database.name());
        }
    }

    static class Eager {

        @RegisterExtension
        static final PgmqExtension DATABASE = new PgmqExtension();

        private static final String NAME = DATABASE.database().name();

        @Test
        void isThereInStaticInitialisers() {
            DATABASES.put("eager", NAME);
            assertThat(DATABASE.database().name()).isEqualTo(NAME);
        }
    }
}
