/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The program of a JVM with little memory: consumes a queue when it is told to. For each line {@code n} on its standard
 * input it consumes n messages and answers {@code done <nanoseconds> <heap before> <heap after> <most heap>}, the heap in
 * bytes: before and after a round when all garbage is collected, the most after any collection.
 */
final class SmallConsumer {

    private SmallConsumer() {}

    /** @param arguments JDBC URL, user, password, queue */
    public static void main(String... arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername(arguments[1]);
        config.setPassword(arguments[2]);
        config.setMaximumPoolSize(2);
        AtomicLong mostHeap = watchCollections();
        AtomicLong handled = new AtomicLong();
        CamelContext camel = new DefaultCamelContext();
        try (HikariDataSource pool = new HikariDataSource(config);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            camel.getRegistry().bind("dataSource", pool);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("pgmq:" + arguments[3]).routeId("small").process(exchange -> handled.incrementAndGet());
                }
            });
            camel.start();
            camel.getRouteController().suspendRoute("small");
            System.out.println("ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                long heapBefore = heap();
                handled.set(0);
                mostHeap.set(0);
                long nanos = consume(camel, handled, Long.parseLong(line));
                System.out.println("done " + nanos + " " + heapBefore + " " + heap() + " " + mostHeap.get());
            }
            camel.stop();
        }
    }

    private static long consume(CamelContext camel, AtomicLong handled, long messages) throws Exception {
        long start = System.nanoTime();
        camel.getRouteController().resumeRoute("small");
        while (handled.get() < messages) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long nanos = System.nanoTime() - start;
        camel.getRouteController().suspendRoute("small");
        return nanos;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static AtomicLong watchCollections() {
        AtomicLong most = new AtomicLong();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, handback) -> {
                                GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(
                                        (CompositeData) notification.getUserData());
                                long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                        .filter(pool -> pool.getKey().matches(".*(Eden|Survivor|Old|Tenured).*"))
                                        .mapToLong(pool -> pool.getValue().getUsed())
                                        .sum();
                                most.accumulateAndGet(used, Math::max);
                            },
                            notification -> notification
                                    .getType()
                                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                            null);
        }
        return most;
    }
}
