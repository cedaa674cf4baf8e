/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.ServerProcesses;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to the processes of a server of one's own. */
class ServerCrashIT {

    @RegisterExtension
    static final PgmqExtension PGMQ =
            new PgmqExtension(PgmqServerConfig.builder().durable(true).build());

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Server server;
    private ServerProcesses processes;
    private CamelNode node;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        processes = ServerProcesses.of(server);
        assumeThat(processes.reachable()).as("the server's processes").isTrue();
        node = new CamelNode(server.dataSource("node"));
        log = LogCapture.ofLibrary();
    }

    @AfterEach
    void stop() {
        log.close();
        node.close();
    }

    @Test
    void crashedServerRecoversAndTheInsertTriggerIsInstalledAgain() throws Exception {
        QueueName queue = node.newQueue("crashed");
        node.consume(queue, "enableNotifyInsert=true&pollInterval=10m");
        await().atMost(PATIENCE).until(() -> throttles() == 1);
        server.execute("SELECT pgmq.send('crashed', '{\"before\":1}', 3)");

        processes.crash();

        await().atMost(PATIENCE).ignoreExceptions().until(() -> throttles() == 1);
        await().atMost(PATIENCE).until(() -> node.handled().size() == 1);
        server.awaitBackedOff("node", 1);
        server.execute("SELECT pgmq.send('crashed', '{}')");
        await().atMost(Duration.ofSeconds(8)).until(() -> node.handled().size() == 2);
        assertThat(log.warnings()).hasSizeBetween(1, 4);
        assertThat(log.stackTraces()).isEmpty();
    }

    @Test
    void pausedServerIsLeftAndFoundAgain() throws Exception {
        QueueName queue = node.newQueue("paused");
        node.consume(queue, "pollInterval=1s&visibilityTimeout=5s");
        server.execute("SELECT pgmq.send('paused', '{}')");
        await().atMost(PATIENCE).until(() -> node.handled().size() == 1);

        processes.pause();
        try {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .anyMatch(line -> line.contains("database trouble")));
        } finally {
            processes.resume();
        }
        server.execute("SELECT pgmq.send('paused', '{}')");
        await().atMost(PATIENCE).until(() -> node.handled().size() == 2);
        assertThat(log.warnings()).hasSizeBetween(1, 4);
        assertThat(log.stackTraces()).isEmpty();
    }

    private long throttles() {
        return server.number("SELECT count(*) FROM pgmq.notify_insert_throttle WHERE queue_name = 'crashed'");
    }
}
