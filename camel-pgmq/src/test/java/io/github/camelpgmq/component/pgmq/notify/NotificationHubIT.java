/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import static io.github.camelpgmq.component.pgmq.notify.ListenStatus.State.DEGRADED;
import static io.github.camelpgmq.component.pgmq.notify.ListenStatus.State.IDLE;
import static io.github.camelpgmq.component.pgmq.notify.ListenStatus.State.LISTENING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub.Subscription;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.PoolerConnections;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.SpyDataSource;
import io.github.camelpgmq.support.TcpProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationHubIT {

    private static final Timings FAST = new Timings(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(5));

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final Server server = new Server(PGMQ.database());
    private final String name = "hub-" + UUID.randomUUID();
    private final String channel = "test." + UUID.randomUUID();
    private final AtomicInteger woken = new AtomicInteger();
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(closeables);
        for (AutoCloseable closeable : closeables) {
            closeable.close();
        }
        await().untilAsserted(() -> assertThat(server.backends(name)).isZero());
    }

    private NotificationHub hub(DataSource dataSource) {
        return hub(dataSource, null);
    }

    private NotificationHub hub(DataSource dataSource, DataSource listenDataSource) {
        NotificationHub hub = new NotificationHub(
                dataSource,
                (threadName, task) -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                },
                FAST);
        hub.listenThrough(listenDataSource);
        closeables.add(hub::close);
        return hub;
    }

    private CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        context.start();
        closeables.add(context);
        return context;
    }

    private TcpProxy proxy() throws Exception {
        TcpProxy proxy = server.proxy();
        closeables.add(proxy);
        return proxy;
    }

    private LogCapture logOf(Class<?> type) {
        LogCapture log = LogCapture.of(type, Level.DEBUG);
        closeables.add(log);
        return log;
    }

    private static void awaitState(NotificationHub hub, ListenStatus.State state) {
        await().untilAsserted(() -> assertThat(hub.status().state()).isEqualTo(state));
    }

    private void awaitWoken(int times) {
        await().untilAsserted(() -> assertThat(woken).hasValue(times));
    }

    private static Set<String> listeningChannels(Connection connection) throws SQLException {
        Set<String> channels = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_listening_channels() AS channel")) {
            while (rows.next()) {
                channels.add(rows.getString("channel"));
            }
        }
        return channels;
    }

    @Test
    void listensAfterAnError() {
        AtomicInteger connections = new AtomicInteger();
        DataSource direct = server.dataSource(name);
        NotificationHub hub = hub(direct, new SpyDataSource(direct, connection -> {
            if (connections.incrementAndGet() > 1) {
                return connection;
            }
            try (connection) {
                throw new OutOfMemoryError("not really");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }));
        hub.subscribe(channel, woken::incrementAndGet);
        await().untilAsserted(() -> assertThat(hub.status().state()).isEqualTo(LISTENING));
        assertThat(woken).hasPositiveValue();
    }

    @Test
    void aNotificationOfAnotherSessionWakes() {
        NotificationHub hub = NotificationHub.of(context(), server.dataSource(name), null);
        assertThat(hub.status().state()).isEqualTo(IDLE);
        AtomicInteger local = new AtomicInteger();
        hub.subscribe(channel, woken::incrementAndGet);
        hub.subscribeLocally(channel, local::incrementAndGet);
        awaitWoken(1);
        awaitState(hub, LISTENING);
        assertThat(hub.status().lastError()).isNull();

        server.notify(channel);
        awaitWoken(2);
        assertThat(local).hasValue(0);
        hub.wakeLocally(channel);
        assertThat(woken).hasValue(3);
        assertThat(local).hasValue(1);
    }

    @Test
    void everySubscriberIsWokenOnceWhenLISTENIsInEffect() {
        NotificationHub hub = hub(server.dataSource(name));
        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        AtomicInteger second = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        hub.subscribe(channel, second::incrementAndGet);
        hub.subscribe(channel + ".other", other::incrementAndGet);
        await().untilAsserted(() -> assertThat(second).hasValue(1));
        await().untilAsserted(() -> assertThat(other).hasValue(1));
        assertThat(woken).hasValue(1);
        assertThat(server.backends(name)).isEqualTo(1);
    }

    @Test
    void aTerminatedBackendIsReplacedAndWakesOnce() {
        LogCapture log = logOf(ListenLoop.class);
        NotificationHub hub = hub(server.dataSource(name));
        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        awaitState(hub, LISTENING);
        for (int round = 1; round <= 2; round++) {
            assertThat(server.terminate(name)).isEqualTo(1);
            awaitWoken(2 * round);
            awaitState(hub, LISTENING);
            server.notify(channel);
            awaitWoken(2 * round + 1);
        }
        assertThat(log.count(Level.WARN)).isEqualTo(2);
        assertThat(log.count(Level.INFO)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commandbus.payments",
                "pgmq.q_MyQueue.INSERT",
                "with \"quotes\" \"\" inside",
                "semi;colon'); SELECT 1; --",
                "question?mark {d '2020'} $1 \\ back",
                "ünïcödé.日本.😀"
            })
    void everyNameWorksAndMeansOnlyItself(String strange) {
        NotificationHub hub = hub(server.dataSource(name));
        AtomicInteger others = new AtomicInteger();
        hub.subscribe(strange, woken::incrementAndGet);
        hub.subscribe(strange.toLowerCase(Locale.ROOT) + "x", others::incrementAndGet);
        awaitWoken(1);
        await().untilAsserted(() -> assertThat(others).hasValue(1));
        hub(server.dataSource(name)).notifyAfterCommit(strange);
        awaitWoken(2);
        assertThat(others).hasValue(1);
    }

    @Test
    void unusableNamesAreRefusedOnlyWhereNothingIsCommittedYet() {
        NotificationHub hub = hub(server.dataSource(name));
        String tooLong = "x".repeat(64);
        assertThatIllegalArgumentException().isThrownBy(() -> hub.subscribe(tooLong, woken::incrementAndGet));
        assertThatIllegalArgumentException().isThrownBy(() -> hub.subscribeLocally("", woken::incrementAndGet));
        assertThatCode(() -> hub.notifyAfterCommit(tooLong)).doesNotThrowAnyException();
    }

    @Test
    void eightSendersMakeFewNotifiesAndTheLastOneAlwaysArrives() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.dataSource(name));
        config.setMaximumPoolSize(2);
        HikariDataSource pool = new HikariDataSource(config);
        closeables.add(pool);
        SpyDataSource senders = new SpyDataSource(pool);
        NotificationHub sending = NotificationHub.of(context(), senders, null);
        NotificationHub receiving = NotificationHub.of(context(), server.dataSource(name), null);
        for (int round = 1; round <= 3; round++) {
            AtomicInteger committed = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            AtomicInteger wakeUps = new AtomicInteger();
            Subscription subscription = receiving.subscribe(channel, () -> {
                seen.set(committed.get());
                wakeUps.incrementAndGet();
            });
            await().until(() -> wakeUps.get() == 1);
            int before = senders.borrowed();
            long start = System.nanoTime();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        committed.incrementAndGet();
                        sending.notifyAfterCommit(channel);
                        // About the time of a commit, else all is over before a second NOTIFY could go out.
                        LockSupport.parkNanos(100_000);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            await().untilAsserted(() -> assertThat(seen).hasValue(8_000));
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertThat(senders.borrowed() - before).isLessThanOrEqualTo((int) (millis / 5) + 2);
            assertThat(wakeUps.get() - 1).isLessThanOrEqualTo(senders.borrowed() - before);
            subscription.close();
        }
    }

    @Test
    void whatNobodyWantsAnyMoreIsUnlistened() throws Exception {
        SpyDataSource spy = new SpyDataSource(server.dataSource(name));
        NotificationHub hub = hub(server.dataSource(name), spy);
        Subscription first = hub.subscribe(channel, woken::incrementAndGet);
        Subscription second = hub.subscribe(channel + ".2", woken::incrementAndGet);
        Subscription third = hub.subscribe(channel + ".2", woken::incrementAndGet);
        awaitWoken(3);
        assertThat(listeningChannels(spy.last())).containsExactlyInAnyOrder(channel, channel + ".2");

        third.close();
        first.close();
        await().untilAsserted(() -> assertThat(listeningChannels(spy.last())).containsExactly(channel + ".2"));
        second.close();
        second.close();
        awaitState(hub, IDLE);
        await().untilAsserted(() -> assertThat(server.backends(name)).isZero());

        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(4);
        server.notify(channel);
        awaitWoken(5);
        assertThat(spy.borrowed()).isEqualTo(2);
    }

    @Test
    void comingAndGoingAtHighSpeedLeavesOneWorkingListener() {
        NotificationHub hub = hub(server.dataSource(name));
        for (int i = 0; i < 200; i++) {
            hub.subscribe(channel, woken::incrementAndGet).close();
        }
        AtomicInteger last = new AtomicInteger();
        hub.subscribe(channel, last::incrementAndGet);
        await().untilAsserted(() -> assertThat(last).hasValue(1));
        server.notify(channel);
        await().untilAsserted(() -> assertThat(last).hasValue(2));
        await().untilAsserted(() -> assertThat(server.backends(name)).isEqualTo(1));
    }

    @Test
    void anUnreachableDatabaseDegradesWithOneWarningAndRecoversByItself() throws Exception {
        LogCapture log = logOf(ListenLoop.class);
        TcpProxy proxy = proxy();
        proxy.cut();
        NotificationHub hub = hub(server.dataSource(name), server.through(proxy, name));
        hub.subscribe(channel, woken::incrementAndGet);
        awaitState(hub, DEGRADED);
        ListenStatus degraded = hub.status();
        assertThat(degraded.lastError()).isNotBlank().doesNotContain("\n");
        await().until(() -> log.count(Level.DEBUG) >= 2);
        assertThat(hub.status().since()).isEqualTo(degraded.since());
        hub.wakeLocally(channel);
        assertThat(woken).hasValue(1);

        proxy.restore();
        awaitState(hub, LISTENING);
        awaitWoken(2);
        server.notify(channel);
        awaitWoken(3);
        assertThat(log.count(Level.WARN)).isEqualTo(1);
        assertThat(log.count(Level.INFO)).isEqualTo(1);
        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    void aSilentNetworkIsFoundByTheKeepAlive() throws Exception {
        TcpProxy proxy = proxy();
        NotificationHub hub = hub(server.dataSource(name), server.through(proxy, name));
        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        awaitState(hub, LISTENING);
        proxy.silence();
        awaitState(hub, DEGRADED);
        proxy.cut();
        proxy.restore();
        awaitState(hub, LISTENING);
        awaitWoken(2);
    }

    @Test
    void aListenTakenAwayByAPoolerIsFoundByTheKeepAlive() throws Exception {
        SpyDataSource spy = new SpyDataSource(server.dataSource(name));
        NotificationHub hub = hub(server.dataSource(name), spy);
        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        try (Statement statement = spy.last().createStatement()) {
            statement.execute("DISCARD ALL");
        }
        awaitWoken(2);
        server.notify(channel);
        awaitWoken(3);
        assertThat(spy.borrowed()).isEqualTo(2);
    }

    @Test
    void aTransactionPoolerDegrades() {
        DataSource other = server.dataSource("pooled");
        NotificationHub busy = hub(
                server.dataSource(name),
                new SpyDataSource(server.dataSource(name), PoolerConnections.otherServerConnectionEachTime(other)));
        busy.subscribe(channel, woken::incrementAndGet);
        awaitState(busy, DEGRADED);
        assertThat(busy.status().lastError()).contains("LISTEN did not last", "listenDataSource");
        busy.close();

        NotificationHub idle = hub(
                server.dataSource(name),
                new SpyDataSource(server.dataSource(name), PoolerConnections.idleTransactionPooler()));
        idle.subscribe(channel, woken::incrementAndGet);
        awaitState(idle, DEGRADED);
        assertThat(idle.status().lastError()).contains("No notification came through", "listenDataSource");
        assertThat(woken).hasValue(0);
    }

    @Test
    void aStopDoesNotWaitForThePoolersAnswer() throws Exception {
        CamelContext context = context();
        SpyDataSource spy = new SpyDataSource(server.dataSource(name), PoolerConnections.idleTransactionPooler());
        NotificationHub hub = NotificationHub.of(context, server.dataSource(name), spy);
        hub.subscribe(channel, woken::incrementAndGet);
        await().until(() -> spy.last() != null && listeningChannels(spy.last()).size() == 2);
        long start = System.nanoTime();
        context.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(hub.status().state()).isEqualTo(IDLE);
    }

    @Test
    void aSessionPoolerListens() {
        NotificationHub hub = hub(
                server.dataSource(name), new SpyDataSource(server.dataSource(name), PoolerConnections.sessionPooler()));
        hub.subscribe(channel, woken::incrementAndGet);
        awaitState(hub, LISTENING);
        awaitWoken(1);
        server.notify(channel);
        awaitWoken(2);
    }

    @Test
    void aPooledConnectionGoesBackAsItCame() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.dataSource(name));
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        HikariDataSource pool = new HikariDataSource(config);
        closeables.add(pool);
        NotificationHub hub = hub(pool);
        Subscription subscription = hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        server.notify(channel);
        awaitWoken(2);
        subscription.close();
        try (Connection connection = pool.getConnection()) {
            assertThat(listeningChannels(connection)).isEmpty();
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getNetworkTimeout()).isZero();
        }
        AtomicInteger elsewhere = new AtomicInteger();
        hub(server.dataSource(name)).subscribe(channel, elsewhere::incrementAndGet);
        await().untilAsserted(() -> assertThat(elsewhere).hasValue(1));
        hub.notifyAfterCommit(channel);
        await().untilAsserted(() -> assertThat(elsewhere).hasValue(2));
    }

    @Test
    void aNotifyThatFailsIsRepeatedWhenTheDatabaseIsBack() throws Exception {
        LogCapture log = logOf(PostCommitNotifier.class);
        TcpProxy proxy = proxy();
        NotificationHub receiving = hub(server.dataSource(name));
        receiving.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        NotificationHub sending = hub(server.through(proxy, name));
        proxy.cut();
        sending.notifyAfterCommit(channel);
        await().until(() -> log.count(Level.DEBUG) >= 2);
        assertThat(woken).hasValue(1);
        proxy.restore();
        awaitWoken(2);
        await().untilAsserted(() -> assertThat(log.count(Level.INFO)).isEqualTo(1));
        assertThat(log.count(Level.WARN)).isEqualTo(1);
    }

    @Test
    void theContextStopsItAndStartsItAgain() throws Exception {
        DataSource dataSource = server.dataSource(name);
        NotificationHub receiving = hub(server.dataSource(name + ".receiver"));
        AtomicInteger received = new AtomicInteger();
        receiving.subscribe(channel, received::incrementAndGet);
        await().untilAsserted(() -> assertThat(received).hasValue(1));

        CamelContext context = context();
        NotificationHub before = NotificationHub.of(context, dataSource, null);
        before.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        awaitState(before, LISTENING);
        before.notifyAfterCommit(channel + ".leading");
        before.notifyAfterCommit(channel);
        context.stop();
        assertThat(before.status().state()).isEqualTo(IDLE);
        await().untilAsserted(() -> assertThat(server.backends(name)).isZero());
        await().untilAsserted(() -> assertThat(received).hasValue(2));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("(" + context.getName() + ")")
                        && thread.getName().contains("Pgmq"));
        assertThatIllegalStateException().isThrownBy(() -> before.subscribe(channel, woken::incrementAndGet));
        assertThatCode(() -> before.notifyAfterCommit(channel)).doesNotThrowAnyException();

        context.start();
        woken.set(0);
        NotificationHub after = NotificationHub.of(context, dataSource, null);
        assertThat(after).isNotSameAs(before);
        after.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        server.notify(channel);
        awaitWoken(2);
        context.stop();
        await().untilAsserted(() -> assertThat(server.backends(name)).isZero());
    }

    @Test
    void theContextStopsAHubThatIsDegraded() throws Exception {
        TcpProxy proxy = proxy();
        proxy.cut();
        CamelContext context = context();
        NotificationHub hub = NotificationHub.of(context, server.through(proxy, name), null);
        hub.subscribe(channel, woken::incrementAndGet);
        awaitState(hub, DEGRADED);
        hub.notifyAfterCommit(channel);
        long start = System.nanoTime();
        context.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(hub.status().state()).isEqualTo(IDLE);
    }

    @Test
    void oneHubPerContextAndDataSourceWhoeverAsksFirst() throws Exception {
        CamelContext context = context();
        DataSource dataSource = server.dataSource(name);
        ConcurrentLinkedQueue<NotificationHub> hubs = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            Thread thread = new Thread(() -> hubs.add(NotificationHub.of(context, dataSource, null)));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Set<NotificationHub> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(hubs);
        assertThat(hubs).hasSize(16);
        assertThat(different).hasSize(1);
        assertThat(NotificationHub.of(context, server.dataSource(name), null)).isNotSameAs(hubs.peek());
        assertThat(NotificationHub.of(context(), dataSource, null)).isNotSameAs(hubs.peek());
    }

    @Test
    void contextsWithTheSameDataSourceWakeEachOtherWithoutTheDatabase() throws Exception {
        TcpProxy proxy = proxy();
        proxy.cut();
        DataSource unreachable = server.through(proxy, name);
        NotificationHub first = NotificationHub.of(context(), unreachable, null);
        NotificationHub second = NotificationHub.of(context(), unreachable, null);
        NotificationHub stranger = NotificationHub.of(context(), server.through(proxy, name), null);
        AtomicInteger strange = new AtomicInteger();
        second.subscribe(channel, woken::incrementAndGet);
        second.subscribeLocally(channel, woken::incrementAndGet);
        stranger.subscribeLocally(channel, strange::incrementAndGet);
        first.notifyAfterCommit(channel);
        assertThat(woken).hasValue(2);
        first.wakeLocally(channel);
        assertThat(woken).hasValue(4);
        assertThat(strange).hasValue(0);
    }

    @Test
    void aFailingWakeUpHurtsNobody() {
        NotificationHub hub = hub(server.dataSource(name));
        hub.subscribe(channel, () -> {
            throw new IllegalStateException("broken on purpose");
        });
        hub.subscribe(channel, woken::incrementAndGet);
        awaitWoken(1);
        server.notify(channel);
        awaitWoken(2);
        assertThatCode(() -> hub.notifyAfterCommit(channel)).doesNotThrowAnyException();
        assertThat(hub.status().state()).isEqualTo(LISTENING);
    }
}
