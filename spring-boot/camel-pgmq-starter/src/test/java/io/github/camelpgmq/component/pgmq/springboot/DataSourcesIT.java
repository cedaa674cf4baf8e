/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.PgmqComponent;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which database is used where there are several, or none. */
class DataSourcesIT {

    @RegisterExtension
    static final PgmqExtension FIRST = new PgmqExtension();

    @RegisterExtension
    static final PgmqExtension SECOND = new PgmqExtension();

    private final ApplicationContextRunner starter = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CamelAutoConfiguration.class, PgmqComponentAutoConfiguration.class));

    private final ApplicationContextRunner application = starter.withUserConfiguration(TwoDatabases.class)
            .withPropertyValues("camel.component.pgmq.auto-create-queue=true");

    @Test
    void thePrimaryOneIsUsed() {
        application.run(context -> {
            send(context.getBean(ProducerTemplate.class), "primary_one");
            assertThat(messages(FIRST, "primary_one")).isOne();
        });
    }

    @Test
    void anOptionNamesAnotherAndItsTransactionIsJoined() {
        application
                .withPropertyValues("camel.component.pgmq.data-source=#bean:other")
                .run(context -> {
                    ProducerTemplate template = context.getBean(ProducerTemplate.class);
                    send(template, "named_one");
                    new TransactionTemplate(context.getBean("otherTransactions", PlatformTransactionManager.class))
                            .executeWithoutResult(status -> {
                                send(template, "named_one");
                                status.setRollbackOnly();
                            });
                    new TransactionTemplate(context.getBean("transactions", PlatformTransactionManager.class))
                            .executeWithoutResult(status -> {
                                send(template, "named_one");
                                status.setRollbackOnly();
                            });
                    assertThat(messages(SECOND, "named_one")).isEqualTo(2);
                });
    }

    @Test
    void aUrlOfTheComponentsOwnComesFirst() {
        application
                .withPropertyValues(
                        "camel.component.pgmq.jdbc-url=" + SECOND.jdbcUrl(),
                        "camel.component.pgmq.username=" + SECOND.username(),
                        "camel.component.pgmq.password=" + SECOND.password())
                .run(context -> {
                    send(context.getBean(ProducerTemplate.class), "own_pool");
                    assertThat(messages(SECOND, "own_pool")).isOne();
                });
    }

    @Test
    void anApplicationsOwnComponentComesFirst() {
        PgmqComponent own = new PgmqComponent();
        starter.withBean("pgmq", PgmqComponent.class, () -> own)
                .run(context -> assertThat(context.getBean(CamelContext.class).getComponent("pgmq"))
                        .isSameAs(own));
    }

    @Test
    void canBeSwitchedOff() {
        starter.withPropertyValues("camel.component.pgmq.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(PgmqComponent.class));
        starter.run(context -> assertThat(context).hasSingleBean(PgmqComponent.class));
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        starter.withPropertyValues("camel.component.pgmq.data-source=other").run(context -> assertThat(context)
                .getFailure()
                .hasStackTraceContaining("camel.component.pgmq.data-source")
                .hasStackTraceContaining("write #bean:other"));
        starter.withPropertyValues("camel.component.pgmq.concurrent-consumers=many")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("camel.component.pgmq.concurrent-consumers"));
    }

    private static void send(ProducerTemplate template, String queue) {
        template.sendBody("pgmq:" + queue, "{}");
    }

    private static int messages(PgmqExtension database, String queue) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM pgmq.q_" + queue)) {
            count.next();
            return count.getInt(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {

        @Bean
        @Primary
        DataSource main() {
            return FIRST.dataSource();
        }

        @Bean
        DataSource other() {
            return SECOND.dataSource();
        }

        @Bean
        @Primary
        PlatformTransactionManager transactions(DataSource main) {
            return new DataSourceTransactionManager(main);
        }

        @Bean
        PlatformTransactionManager otherTransactions(@Qualifier("other") DataSource other) {
            return new DataSourceTransactionManager(other);
        }
    }
}
