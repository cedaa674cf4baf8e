/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.LogCapture;
import java.io.CharArrayWriter;
import java.io.PrintWriter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ServiceUrlTest {

    private static final String SECRET = "s3cr3t";

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Test
    void poolsAndDriversTellTheirUrl() {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl("jdbc:postgresql://db.example:6543/shop?user=u&password=" + SECRET + "&ssl=true");
        assertThat(ServiceUrl.of(camel, driver)).isEqualTo("jdbc:postgresql://db.example:6543/shop");
        assertThat(ServiceUrl.of(camel, new TransactionAwareDataSource(driver)))
                .isEqualTo("jdbc:postgresql://db.example:6543/shop");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:postgresql://one,two/shop?password=" + SECRET);
            assertThat(ServiceUrl.of(camel, pool)).isEqualTo("jdbc:postgresql://one,two/shop");
        }
        assertThat(ServiceUrl.of(camel, null)).isNull();
    }

    @Test
    void nothingButTheAddressIsShown() {
        assertThat(ServiceUrl.publicPart("jdbc:postgresql://u:" + SECRET + "@h/d?x=y"))
                .isEqualTo("jdbc:postgresql://h/d");
        assertThat(ServiceUrl.publicPart("jdbc:postgresql://h/d;password=" + SECRET))
                .isEqualTo("jdbc:postgresql://h/d");
        assertThat(ServiceUrl.publicPart("jdbc:postgresql://h/d?password=a\n" + SECRET))
                .isEqualTo("jdbc:postgresql://h/d");
    }

    @Test
    void endpointShowsNoSecrets() throws Exception {
        try (camel) {
            PgmqComponent component = camel.getComponent("pgmq", PgmqComponent.class);
            component.setJdbcUrl("jdbc:postgresql://localhost:1/shop?user=u&password=" + SECRET);
            component.setPassword(SECRET);
            camel.start();
            PgmqEndpoint endpoint = camel.getEndpoint("pgmq:orders", PgmqEndpoint.class);

            assertThat(endpoint.getServiceUrl()).isEqualTo("jdbc:postgresql://localhost:1/shop");
            assertThat(endpoint.getServiceProtocol()).isEqualTo("postgresql");
            assertThat(endpoint.getServiceMetadata()).containsEntry("queue", "orders");
            assertThat(endpoint + endpoint.getEndpointUri() + endpoint.getConfiguration() + component)
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void neitherLogsNorErrorsShowSecrets() throws Exception {
        try (LogCapture log = LogCapture.ofEverything()) {
            try (camel) {
                PgmqComponent component = camel.getComponent("pgmq", PgmqComponent.class);
                component.setJdbcUrl("jdbc:nonsense://localhost:1/shop?user=u&password=" + SECRET);
                component.setPassword(SECRET);
                assertThatThrownBy(camel::start)
                        .satisfies(error -> assertThat(new CharArrayWriter()).satisfies(text -> {
                            error.printStackTrace(new PrintWriter(text, true));
                            assertThat(text.toString()).contains("nonsense").doesNotContain(SECRET);
                        }));
            }
            assertThat(log.events()).isNotEmpty().allSatisfy(event -> assertThat(event.getFormattedMessage())
                    .doesNotContain(SECRET));
        }
    }

    @Test
    void endpointWithoutADatabaseHasNoUrl() throws Exception {
        try (camel) {
            assertThat(camel.getEndpoint("pgmq:orders", PgmqEndpoint.class).getServiceUrl())
                    .isNull();
        }
    }
}
