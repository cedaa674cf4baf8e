/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an engine has in flight, and what follows from that for its loop to do next. Knows neither database nor threads.
 * Not thread-safe: the agenda's lock guards it.
 *
 * @param <D> what is fetched
 * @param <S> what the end of a delivery leaves to be written
 */
final class Workload<D extends Delivery, S> {

    enum State {
        RUNNING,
        SUSPENDED,
        STOPPING
    }

    private final DeliverySettings settings;
    private final DeliveryDispatcher<D, S> dispatcher;
    private final Map<Lease, InFlight<D, S>> unsettled = new LinkedHashMap<>();
    private final Exclusives<D, S> exclusives = new Exclusives<>();
    private final List<InFlight<D, S>> toRelease = new ArrayList<>();
    private final Unwritten<D, S> unwritten;
    private final FetchSizer sizer;
    private final PollTimer timer;
    private State state = State.RUNNING;
    private int outstanding;
    private int writtenAside;
    private long nextRenewalNanos;
    private long nextLapseNanos;

    Workload(DeliverySettings settings, DeliveryDispatcher<D, S> dispatcher) {
        long now = System.nanoTime();
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.unwritten = new Unwritten<>(settings.maxMessagesPerPoll());
        this.sizer = new FetchSizer(settings, dispatcher.readsAhead());
        this.timer = new PollTimer(settings.pollInterval(), now);
        this.nextRenewalNanos = now + renewalNanos();
        this.nextLapseNanos = nextRenewalNanos;
    }

    State state() {
        return state;
    }

    int inFlight() {
        return unsettled.size();
    }

    List<D> inFlight(int limit) {
        return unsettled.values().stream().limit(limit).map(InFlight::delivery).toList();
    }

    /** Everything is written and given back. */
    boolean isDone() {
        return unsettled.isEmpty();
    }

    /** From now on nothing is fetched; what no handler has started is given back. */
    void halt(State halted) {
        state = halted;
        exclusives.clear();
        for (InFlight<D, S> inFlight : unsettled.values()) {
            if (inFlight.release()) {
                toRelease.add(inFlight);
            }
        }
    }

    void resume() {
        state = State.RUNNING;
        fetchAt(System.nanoTime());
    }

    void fetchAt(long nanos) {
        timer.wake(nanos);
    }

    /** Decides when to fetch next, after a fetch. */
    void fetched(boolean more, boolean gotSome, OptionalLong millisUntilNextVisible) {
        long now = System.nanoTime();
        if (more) {
            timer.more(now);
        } else {
            timer.drained(now, gotSome, millisUntilNextVisible);
        }
    }

    /** Returns whether it is the first that is to be written. */
    boolean settled(InFlight<D, S> inFlight, S settlement) {
        if (settlement == null) {
            unsettled.remove(inFlight.delivery().lease());
            return false;
        }
        boolean first = unwritten.isEmpty();
        unwritten.add(new Settled<>(inFlight, settlement));
        return first;
    }

    void release(InFlight<D, S> inFlight) {
        toRelease.add(inFlight);
    }

    /** @param nanos how long the handler took for each delivery, negative if it has not begun */
    void handlersDone(List<Long> nanos) {
        outstanding -= nanos.size();
        nanos.stream().filter(one -> one >= 0).forEach(sizer::handled);
    }

    /** How many to fetch, when it is time to. */
    int room() {
        return state == State.RUNNING && !exclusives.areWaiting() && !exclusives.isRunning(outstanding > 0)
                ? sizer.limit(dispatcher.concurrency(), outstanding, unsettled.size() - unwritten.size() - writtenAside)
                : 0;
    }

    boolean exclusivesAreWaiting() {
        return exclusives.areWaiting();
    }

    boolean stepDue(long now, int room) {
        return fetchDue(now, room) || writeDue(now) || renewDue(now) || !toRelease.isEmpty();
    }

    private boolean fetchDue(long now, int room) {
        return room > 0 && timer.due(now);
    }

    private boolean writeDue(long now) {
        return !unwritten.isEmpty() && (state == State.STOPPING || outstanding == 0 || unwritten.due(now));
    }

    private boolean renewDue(long now) {
        return settings.extendVisibility() && nextRenewalNanos - now <= 0 && !unsettled.isEmpty();
    }

    /** How long nothing will be due by itself. */
    long pauseNanos(long now, int room) {
        long pause = settings.pollInterval().toNanos();
        if (room > 0) {
            pause = Math.min(pause, timer.nextNanos() - now);
        }
        if (!unwritten.isEmpty()) {
            pause = Math.min(pause, unwritten.untilDue(now));
        }
        if (settings.extendVisibility() && !unsettled.isEmpty()) {
            pause = Math.min(pause, nextRenewalNanos - now);
        }
        return Math.max(1, pause);
    }

    Step<D, S> takeStep(long now, int room, long wakeUps) {
        int limit = fetchDue(now, room) || writeDue(now) ? room : 0;
        List<InFlight<D, S>> released = new ArrayList<>(toRelease);
        toRelease.clear();
        return new Step<>(unwritten.take(), limit, released, renewDue(now), wakeUps);
    }

    /** @param releaseAgain whether what the step was to give back is given back again */
    void takeBack(Step<D, S> step, boolean releaseAgain) {
        unwritten.addAll(step.settled());
        if (releaseAgain) {
            toRelease.addAll(step.released());
        } else {
            // Nobody knows whether they are released already, and whose they are then: their leases end by themselves.
            forget(step.released());
        }
    }

    /** Whether at least so many wait to be written, and may be. */
    boolean hasUnwritten(int atLeast) {
        return unwritten.size() >= atLeast && state != State.STOPPING;
    }

    List<Settled<D, S>> takeToWriteAside() {
        List<Settled<D, S>> taken = unwritten.take();
        writtenAside += taken.size();
        return taken;
    }

    void writtenAside(List<Settled<D, S>> written) {
        writtenAside -= written.size();
        forget(written.stream().map(Settled::inFlight).toList());
    }

    void notWrittenAside(List<Settled<D, S>> failed) {
        writtenAside -= failed.size();
        unwritten.addAll(failed);
    }

    /** Takes in what was fetched; returns what is to be dispatched now. */
    List<InFlight<D, S>> accept(List<InFlight<D, S>> fetched, long leasedNanos) {
        if (!fetched.isEmpty()) {
            sizer.fetched(System.nanoTime() - leasedNanos);
        }
        List<InFlight<D, S>> deliver = new ArrayList<>();
        for (InFlight<D, S> inFlight : fetched) {
            unsettled.put(inFlight.delivery().lease(), inFlight);
            if (state != State.RUNNING) {
                inFlight.release();
                toRelease.add(inFlight);
            } else if (inFlight.delivery().exclusive()) {
                exclusives.add(inFlight);
            } else {
                outstanding++;
                deliver.add(inFlight);
            }
        }
        return deliver;
    }

    /** The deliveries whose leases are to be renewed now. */
    Map<Lease, InFlight<D, S>> dueForRenewal(long now) {
        long oldest = settings.maxVisibilityExtension().toNanos();
        Map<Lease, InFlight<D, S>> due = new LinkedHashMap<>();
        unsettled.forEach((lease, inFlight) -> {
            boolean young = now - inFlight.leasedNanos() < renewalNanos() / 2;
            if (!inFlight.lost() && !young && now - inFlight.fetchedNanos() < oldest) {
                due.put(lease, inFlight);
            }
        });
        return due;
    }

    void renewed() {
        nextRenewalNanos = System.nanoTime() + renewalNanos();
    }

    void forget(List<InFlight<D, S>> done) {
        done.forEach(inFlight -> unsettled.remove(inFlight.delivery().lease(), inFlight));
    }

    /** Gives the next delivery that is to be handled alone its turn, if it is. */
    void dispatchExclusive() {
        if (outstanding == 0 && exclusives.areWaiting() && state == State.RUNNING && nothingRuns()) {
            outstanding++;
            dispatcher.dispatch(exclusives.next());
        }
    }

    // A handler whose thread is free may go on elsewhere, as asynchronous ones do.
    private boolean nothingRuns() {
        return unsettled.values().stream().allMatch(one -> one.ended() || exclusives.isWaiting(one));
    }

    /**
     * Gives up what nobody will end: a route may lose an exchange, in a queue that is cleared for instance. When its lease
     * has run out the message is anybody's, and the place is needed. One that ends after all is written as usual.
     */
    void forgetLapsed(long now) {
        if (now - nextLapseNanos >= 0) {
            nextLapseNanos = now + renewalNanos();
            unsettled.values().removeIf(InFlight::lapsed);
        }
    }

    private long renewalNanos() {
        return settings.visibilityTimeout().toNanos() / 3;
    }
}
