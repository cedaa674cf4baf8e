/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the contestants of a case do their rounds: one to warm up, one to count, and the timed ones, in turn and each time in
 * the other order, so that whatever changes on the machine meets all of them. If wanted, more rounds of ours are profiled
 * afterwards, so that the timed ones are not slowed down.
 */
public final class CaseRunner {

    private static final Logger LOG = LoggerFactory.getLogger(CaseRunner.class);

    private final BenchmarkServer server;
    private final int rounds;
    private final Duration settling;
    private final boolean profile;

    /**
     * @param rounds   how many are timed
     * @param settling how long a backend may keep what it has counted to itself; PostgreSQL's idle backends report after
     *     ten seconds. Zero leaves the commits uncounted.
     * @param profile  whether as many more rounds of ours are profiled
     */
    public CaseRunner(BenchmarkServer server, int rounds, Duration settling, boolean profile) {
        this.server = server;
        this.rounds = rounds;
        this.settling = settling;
        this.profile = profile;
    }

    /** Runs a case. */
    public CaseResult run(Case which) throws Exception {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Contestant contestant : which.contestants()) {
                entries.add(Entry.open(contestant, server.createDatabase()));
            }
            for (Entry entry : entries) {
                entry.round();
            }
            List<Costs> costs = counted(entries);
            ProcessorClock clock = clock(entries.get(0).database);
            List<Entry> turn = new ArrayList<>(entries);
            for (int round = 0; round < rounds; round++) {
                for (Entry entry : turn) {
                    Sample sample = entry.timedRound(clock);
                    LOG.info(
                            "{} round {}: {} {} {}/s",
                            which.id(),
                            round + 1,
                            entry.contestant.name(),
                            Numbers.text(sample.rate()),
                            which.unit());
                }
                Collections.reverse(turn);
            }
            List<ContestantResult> results = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                Costs all = costs.get(i).with(ProcessorTime.median(entry.processor));
                results.add(new ContestantResult(entry.contestant.name(), entry.samples, all));
            }
            return new CaseResult(which, results, profile ? profiled(entries.get(0)) : Profile.NONE);
        } finally {
            close(entries);
        }
    }

    private List<Costs> counted(List<Entry> entries) throws Exception {
        for (Entry entry : entries) {
            entry.ready();
        }
        settle();
        List<Costs> costs = new ArrayList<>();
        List<Double> commitsBefore = new ArrayList<>();
        List<Long> operations = new ArrayList<>();
        for (Entry entry : entries) {
            Costs before = entry.database.costs();
            operations.add(entry.runner.run().operations());
            costs.add(entry.database.costs().since(before));
            commitsBefore.add(before.commits());
        }
        settle();
        for (int i = 0; i < entries.size(); i++) {
            double commits = settling.isZero()
                    ? Double.NaN
                    // One is the look at the statistics itself, which comes after each run.
                    : entries.get(i).database.costs().commits() - commitsBefore.get(i) - 2;
            Costs counted = costs.get(i);
            costs.set(
                    i,
                    new Costs(commits, counted.roundTrips(), counted.statements(), counted.walBytes())
                            .perThousand(operations.get(i)));
        }
        return costs;
    }

    private ProcessorClock clock(BenchmarkDatabase database) {
        return ProcessorClock.of(
                server.kind().equals("embedded") ? OptionalLong.of(database.postmaster()) : OptionalLong.empty());
    }

    private Profile profiled(Entry entry) throws Exception {
        Profile all = Profile.NONE;
        for (int round = 0; round < rounds; round++) {
            entry.ready();
            all = all.plus(Profiler.record(entry.runner::run));
        }
        return all;
    }

    private void settle() throws InterruptedException {
        Thread.sleep(settling.toMillis());
    }

    private static void close(List<Entry> entries) {
        for (Entry entry : entries) {
            try {
                entry.runner.close();
            } catch (Exception e) {
                LOG.warn("Could not close {}: {}", entry.contestant.name(), e.toString());
            } finally {
                entry.database.close();
            }
        }
    }

    private static final class Entry {

        private final Contestant contestant;
        private final BenchmarkDatabase database;
        private final RoundRunner runner;
        private final List<Sample> samples = new ArrayList<>();
        private final List<ProcessorTime> processor = new ArrayList<>();

        private Entry(Contestant contestant, BenchmarkDatabase database, RoundRunner runner) {
            this.contestant = contestant;
            this.database = database;
            this.runner = runner;
        }

        static Entry open(Contestant contestant, BenchmarkDatabase database) throws Exception {
            try {
                return new Entry(contestant, database, contestant.factory().open(database));
            } catch (Exception e) {
                database.close();
                throw e;
            }
        }

        void ready() throws Exception {
            runner.prepare();
            database.tidy();
        }

        Sample round() throws Exception {
            ready();
            return runner.run();
        }

        Sample timedRound(ProcessorClock clock) throws Exception {
            ready();
            ProcessorClock.Reading before = clock.read();
            Sample sample = runner.run();
            processor.add(before.until(clock.read()).perThousand(sample.operations()));
            samples.add(sample);
            return sample;
        }
    }
}
