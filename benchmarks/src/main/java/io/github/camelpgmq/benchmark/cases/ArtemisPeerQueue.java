/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * A queue of an Artemis broker in this JVM, whose journal is on the disk and synced before a send or a commit returns.
 * Clients reach it without a network, which is the best case for it.
 */
final class ArtemisPeerQueue implements PeerQueue {

    static final String NAME = "bench";

    private static final AtomicInteger BROKERS = new AtomicInteger();
    private static final int PORTION = 1_000;

    private final Path directory;
    private final EmbeddedActiveMQ broker;
    private final ActiveMQConnectionFactory connectionFactory;
    private final JmsPoolConnectionFactory pool;

    /** Starts the broker. @param connections of the pool */
    ArtemisPeerQueue(int connections) throws Exception {
        directory = Files.createTempDirectory("benchmark-artemis");
        String url = "vm://" + BROKERS.incrementAndGet();
        broker = new EmbeddedActiveMQ().setConfiguration(configuration(directory, url));
        broker.start();
        connectionFactory = new ActiveMQConnectionFactory(url);
        pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(connectionFactory);
        pool.setMaxConnections(connections);
        pool.start();
    }

    private static Configuration configuration(Path directory, String url) throws Exception {
        Path journal = Files.createDirectories(directory.resolve("journal"));
        int bufferTimeout = Math.toIntExact(SyncTime.nanos(directory));
        return new ConfigurationImpl()
                .setName("benchmark")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(
                        AIOSequentialFileFactory.isSupported(journal.toFile()) ? JournalType.ASYNCIO : JournalType.NIO)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                // As "artemis create" does it: the default is made for disks that sync 300 times a second.
                .setJournalBufferTimeout_NIO(bufferTimeout)
                .setJournalBufferTimeout_AIO(bufferTimeout)
                .setJournalDirectory(journal.toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("in-vm", url)
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setDeadLetterAddress(SimpleString.of("DLQ"))
                                .setExpiryAddress(SimpleString.of("ExpiryQueue"))
                                .setAutoCreateDeadLetterResources(true)
                                .setAutoCreateExpiryResources(true))
                .addQueueConfiguration(QueueConfiguration.of(NAME)
                        .setAddress(NAME)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoDelete(false));
    }

    /** Connections that are kept, as camel-jms asks for. */
    ConnectionFactory connectionFactory() {
        return pool;
    }

    @Override
    public void clear() throws Exception {
        queue().deleteAllReferences();
    }

    @Override
    public void fill(int messages) throws JMSException {
        try (Connection connection = connectionFactory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(NAME));
            for (int i = 0; i < messages; i++) {
                producer.send(session.createTextMessage(PeerQueue.message(i)));
                if (i % PORTION == PORTION - 1) {
                    session.commit();
                }
            }
            session.commit();
        }
    }

    @Override
    public long size() {
        return queue().getMessageCount();
    }

    private Queue queue() {
        return broker.getActiveMQServer().locateQueue(SimpleString.of(NAME));
    }

    @Override
    public void close() throws Exception {
        pool.stop();
        connectionFactory.close();
        broker.stop();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
