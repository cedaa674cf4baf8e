/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.main.KameletMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All four Kamelets in the runtime of Camel JBang. */
class KameletMainIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final String CONNECTION =
            "jdbcUrl: 'RAW({{db.url}})', username: '{{db.username}}', password: 'RAW({{db.password}})', autoCreateQueue: true";

    private static final String ROUTES =
            """
            - route:
                from:
                  uri: timer:once
                  parameters: {repeatCount: 1}
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: '{"account":7}'
                    - to:
                        uri: kamelet:pgmq-sink
                        parameters: {queueName: orders, %1$s}
            - route:
                from:
                  uri: kamelet:pgmq-source
                  parameters: {queueName: orders, %1$s}
                  steps:
                    - to:
                        uri: kamelet:commandbus-send-sink
                        parameters: {domain: payments, commandType: DebitAccount, autoCreateSchema: true, %1$s}
            - route:
                from:
                  uri: kamelet:commandbus-handler-source
                  parameters: {domain: payments, autoCreateSchema: true, %1$s}
                  steps:
                    - to:
                        uri: log:payments
            """
                    .formatted(CONNECTION);

    @Test
    void fromTheQueueToTheHandler(@TempDir Path directory) throws Exception {
        Path routes = Files.writeString(directory.resolve("routes.yaml"), ROUTES);
        KameletMain main = new KameletMain("camel.test");
        main.setDownload(false);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern("file:" + routes);
        main.addInitialProperty("db.url", PGMQ.jdbcUrl());
        main.addInitialProperty("db.username", PGMQ.username());
        main.addInitialProperty("db.password", Objects.toString(PGMQ.password(), ""));
        main.start();
        try {
            TestSql sql = new TestSql(PGMQ.dataSource());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sql.value("SELECT status FROM command_bus_command"))
                            .isEqualTo("COMPLETED"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sql.count("pgmq.q_orders")).isZero());
        } finally {
            main.stop();
        }
    }
}
