/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.PgmqDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** When there is an embedded database, and what it holds. */
class EmbeddedPgmqIT {

    private static final String NOBODY = "jdbc:postgresql://localhost:1/nobody";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    EmbeddedPgmqAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class));

    @Test
    void eachContextHasADatabaseOfItsOwnOnOneServer() {
        application.run(one -> {
            JdbcTemplate jdbc = one.getBean(JdbcTemplate.class);
            jdbc.execute("SELECT pgmq.create('greetings')");
            assertThat(number(jdbc, "SELECT count(*) FROM pgmq.meta")).isOne();
            application.run(other -> {
                JdbcTemplate otherJdbc = other.getBean(JdbcTemplate.class);
                assertThat(number(otherJdbc, "SELECT count(*) FROM pgmq.meta")).isZero();
                assertThat(number(otherJdbc, "SHOW port")).isEqualTo(number(jdbc, "SHOW port"));
            });
        });
    }

    @Test
    void theDatabaseIsDroppedWithItsContext() {
        application.run(one -> {
            JdbcTemplate jdbc = one.getBean(JdbcTemplate.class);
            String[] name = new String[1];
            application.run(other -> name[0] = other.getBean(PgmqDatabase.class).name());
            assertThat(name[0]).isNotNull();
            assertThat(jdbc.queryForObject(
                            "SELECT count(*) FROM pg_database WHERE datname = ?::text", Integer.class, name[0]))
                    .isZero();
        });
    }

    @Test
    void standsBackForADatabaseThatIsNamed() {
        application
                .withPropertyValues("spring.datasource.url=" + NOBODY)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgmqDatabase.class));
        application
                .withPropertyValues("pgmq.embedded.enabled=false", "spring.datasource.url=" + NOBODY)
                .run(context -> assertThat(context).doesNotHaveBean(PgmqDatabase.class));
        application.withBean(DataSource.class, PGSimpleDataSource::new).run(context -> assertThat(context)
                .hasSingleBean(DataSource.class)
                .doesNotHaveBean(PgmqDatabase.class));
        application.withBean(JdbcConnectionDetails.class, NamedElsewhere::new).run(context -> assertThat(context)
                .doesNotHaveBean(PgmqDatabase.class));
    }

    @Test
    void replacesANamedDatabaseIfTold() {
        application
                .withPropertyValues(
                        "pgmq.embedded.enabled=true",
                        "spring.datasource.url=" + NOBODY,
                        "pgmq.startup-timeout=90",
                        "pgmq.setting.work_mem=5MB")
                .run(context -> assertThat(
                                context.getBean(JdbcTemplate.class).queryForObject("SHOW work_mem", String.class))
                        .isEqualTo("5MB"));
    }

    @Test
    void saysWhichPropertyIsWrong() {
        application.withPropertyValues("pgmq.startup-timeout=soon").run(context -> assertThat(context)
                .hasFailed()
                .getFailure()
                .hasStackTraceContaining("pgmq.startupTimeout=soon is not a whole number"));
    }

    private static int number(JdbcTemplate jdbc, String sql) {
        return Integer.parseInt(String.valueOf(jdbc.queryForObject(sql, Object.class)));
    }

    private record NamedElsewhere() implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return NOBODY;
        }

        @Override
        public String getUsername() {
            return "nobody";
        }

        @Override
        public String getPassword() {
            return "none";
        }
    }
}
