/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcTransactionPolicyTest {

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void isConfiguredByText() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        context.getRegistry().bind("ds", dataSource);
        JdbcTransactionPolicy policy = new JdbcTransactionPolicy();

        PropertyBindingSupport.bindProperties(
                context,
                policy,
                new HashMap<>(Map.of(
                        "dataSource", "#bean:ds",
                        "propagation", "PROPAGATION_REQUIRES_NEW",
                        "isolation", "isolation_serializable",
                        "timeout", "90s",
                        "readOnly", "true")));

        assertThat(policy.getDataSource()).isSameAs(dataSource);
        assertThat(policy.getPropagation()).isEqualTo("REQUIRES_NEW");
        assertThat(policy.getIsolation()).isEqualTo("SERIALIZABLE");
        assertThat(policy.getTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(policy.isReadOnly()).isTrue();
    }

    @Test
    void refusesUnknownNames() {
        JdbcTransactionPolicy policy = new JdbcTransactionPolicy();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.setPropagation("ALWAYS"))
                .withMessageContainingAll("ALWAYS", "REQUIRES_NEW");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.setIsolation("SNAPSHOT"))
                .withMessageContainingAll("SNAPSHOT", "REPEATABLE_READ");
        assertThatIllegalArgumentException().isThrownBy(() -> TransactionOptions.DEFAULTS.withTimeout(Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void saysThatItNeedsOneDataSource(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            context.getRegistry().bind("ds" + i, new PGSimpleDataSource());
        }
        context.getRegistry().bind("policy", new JdbcTransactionPolicy());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start").transacted().setBody(body());
            }
        });

        assertThatThrownBy(context::start)
                .rootCause()
                .hasMessageContainingAll(
                        "registry has " + count + " data sources", "set the policy's property dataSource");
    }

    @Test
    void aDataSourceAndItsTransactionAwareOneAreOne() throws Exception {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        context.getRegistry().bind("plain", dataSource);
        context.getRegistry().bind("aware", new TransactionAwareDataSource(dataSource));
        context.getRegistry().bind("policy", new JdbcTransactionPolicy());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start").transacted().setBody(body());
            }
        });

        context.start();
        assertThat(context.getRoutes()).hasSize(1);
    }

    @Test
    void aTransactionAwareDataSourceUnwrapsToTheInnermostTarget() throws Exception {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        TransactionAwareDataSource inner = new TransactionAwareDataSource(dataSource);
        TransactionAwareDataSource outer = new TransactionAwareDataSource(inner);

        assertThat(outer.getTargetDataSource()).isSameAs(dataSource);
        assertThat(outer.unwrap(DataSource.class)).isSameAs(dataSource);
        assertThat(outer.unwrap(PGSimpleDataSource.class)).isSameAs(dataSource);
        assertThat(List.of(PGSimpleDataSource.class, TransactionAwareDataSource.class))
                .allMatch(type -> isWrapper(outer, type));
        assertThatThrownBy(() -> new TransactionAwareDataSource().getConnection())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("targetDataSource");
    }

    private static boolean isWrapper(TransactionAwareDataSource dataSource, Class<?> type) {
        try {
            return dataSource.isWrapperFor(type);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
