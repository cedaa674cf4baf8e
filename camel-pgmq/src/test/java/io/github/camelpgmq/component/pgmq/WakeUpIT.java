/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.SendingWorker;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each way to wake a consumer that has backed off: the next poll of every consumer here is many seconds away, so a message
 * that is handled at once was announced.
 */
class WakeUpIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final String CONSUMERS = "consumers";

    private static Server server;
    private static CamelNode consumers;
    private static CamelNode others;
    private static ChildJvm otherJvm;

    private static QueueName otherJvmsQueue;
    private static QueueName othersQueue;
    private static QueueName mixedQueue;
    private static QueueName oddQueue;
    private static QueueName newSpellingQueue;
    private static QueueName localQueue;
    private static QueueName foreignQueue;
    private static QueueName deadLetters;
    private static QueueName failingQueue;

    @BeforeAll
    static void start() throws Exception {
        server = new Server(PGMQ.database());
        consumers = new CamelNode(CamelNode.pool(server.dataSource(CONSUMERS), 30));
        others = new CamelNode(server.dataSource("others"));
        otherJvmsQueue = consumers.newQueue("of_another_jvm");
        othersQueue = consumers.newQueue("of_another_context");
        mixedQueue = consumers.newQueue("Mixed_Case");
        oddQueue = consumers.newQueue("we.ird-na\"me");
        newSpellingQueue = consumers.newQueue("New_Spelling");
        localQueue = consumers.newQueue("local");
        foreignQueue = consumers.newQueue("foreign");
        deadLetters = consumers.newQueue("dead_letters");
        failingQueue = consumers.newQueue("failing");
        otherJvm = ChildJvm.start(SendingWorker.class, PGMQ.database(), otherJvmsQueue.name());
        otherJvm.awaitLine(SendingWorker.READY);
        consume(otherJvmsQueue, "");
        consume(othersQueue, "");
        consume(mixedQueue, "&allowMixedCase=true");
        consume(oddQueue, "");
        consume(newSpellingQueue, "&allowMixedCase=true");
        consume(localQueue, "&notify=false");
        consume(foreignQueue, "&enableNotifyInsert=true");
        consume(deadLetters, "");
        server.awaitBackedOff(CONSUMERS, 8);
    }

    @AfterAll
    static void stop() {
        otherJvm.close();
        others.close();
        consumers.close();
    }

    @Test
    void notificationOfAnotherJvm() throws Exception {
        otherJvm.tell("{}");
        assertPrompt(otherJvmsQueue);
    }

    @Test
    void notificationOfAnotherContextWithItsOwnDataSource() throws Exception {
        others.send(othersQueue, "", "{}");
        assertPrompt(othersQueue);
    }

    @Test
    void notificationForAMixedCaseQueue() throws Exception {
        others.send(mixedQueue, "allowMixedCase=true", "{}");
        assertPrompt(mixedQueue);
    }

    @Test
    void notificationForANameWithDotsDashesAndQuotes() throws Exception {
        others.send(oddQueue, "", "{}");
        assertPrompt(oddQueue);
    }

    @Test
    void triggerOfANewerPgmqSpellsTheQueueAsItWasGiven() {
        server.execute("SELECT pgmq.send('New_Spelling', '{}')", "SELECT pg_notify('pgmq.q_New_Spelling.INSERT', '')");
        assertPrompt(newSpellingQueue);
    }

    @Test
    void senderOfTheSameJvmNeedsNoNotification() throws Exception {
        consumers.send(localQueue, "", "{}");
        assertPrompt(localQueue);
    }

    @Test
    void insertTriggerForSendersThatAreNotOurs() {
        server.execute("SELECT pgmq.send('foreign', '{}')");
        assertPrompt(foreignQueue);
    }

    @Test
    void deadLetterOfAnotherContext() throws Exception {
        others.send(failingQueue, "", "{}");
        others.consume(failingQueue, "maxDeliveries=1&deadLetterQueue=" + deadLetters, exchange -> {
            throw new IllegalStateException("always");
        });
        assertPrompt(deadLetters);
    }

    private static void consume(QueueName queue, String options) throws Exception {
        consumers.consume(queue, "pollInterval=10m" + options);
    }

    private static void assertPrompt(QueueName queue) {
        await().atMost(PROMPT)
                .untilAsserted(() -> assertThat(consumers.handled(queue)).hasSize(1));
    }
}
