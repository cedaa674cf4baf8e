/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is to be woken for which channel. Thread-safe; knows no database. */
final class ChannelRegistry {

    private final Map<String, List<Subscriber>> byChannel = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /**
     * @param listens whether notifications of the database wake it too, not only this JVM
     */
    Subscriber add(String channel, Runnable wakeUp, boolean listens) {
        Subscriber subscriber = new Subscriber(channel, wakeUp, listens);
        byChannel.merge(channel, List.of(subscriber), (old, added) -> Stream.concat(old.stream(), added.stream())
                .toList());
        version.incrementAndGet();
        return subscriber;
    }

    void remove(Subscriber subscriber) {
        subscriber.close();
        byChannel.computeIfPresent(subscriber.channel(), (channel, old) -> {
            List<Subscriber> left = old.stream().filter(s -> s != subscriber).toList();
            return left.isEmpty() ? null : left;
        });
        version.incrementAndGet();
    }

    /** Changes with every subscription that comes or goes. */
    long version() {
        return version.get();
    }

    boolean listens() {
        return byChannel.values().stream().anyMatch(ChannelRegistry::anyListens);
    }

    Set<String> listenedChannels() {
        return byChannel.entrySet().stream()
                .filter(entry -> anyListens(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Something of this JVM may have been committed: wakes every subscriber of the channel. */
    void wakeLocally(String channel) {
        wake(channel, subscriber -> true);
    }

    /** A notification has arrived: wakes those who asked for notifications. */
    void wakeNotified(String channel) {
        wake(channel, Subscriber::listens);
    }

    /** LISTEN is in effect for these channels: wakes everyone who was not yet told so in this session. */
    void wakeListening(Set<String> channels, long session) {
        channels.forEach(channel -> wake(channel, s -> s.listens() && s.isNewIn(session)));
    }

    private void wake(String channel, Predicate<Subscriber> who) {
        for (Subscriber subscriber : byChannel.getOrDefault(channel, List.of())) {
            if (who.test(subscriber)) {
                subscriber.wake();
            }
        }
    }

    private static boolean anyListens(List<Subscriber> subscribers) {
        return subscribers.stream().anyMatch(Subscriber::listens);
    }
}
