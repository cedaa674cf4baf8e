/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.benchmark.harness.ProcessorClock.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorClockTest {

    private static final long JVM = 100;
    private static final long POSTMASTER = 200;
    private static final ProcessorTime NOTHING = new ProcessorTime(0, 0);

    @TempDir
    Path proc;

    private ProcessorClock clock;

    @BeforeEach
    void clock() {
        clock = clock(OptionalLong.of(POSTMASTER));
    }

    @Test
    void theCompilerIsNotCountedAndTheGarbageCollectorIs() throws IOException {
        stat("100", "java", 1, 50, 0);
        stat("100/task/100", "java", 1, 10, 0);
        stat("100/task/101", "C2 CompilerThre", 1, 30, 0);
        stat("100/task/102", "GC Thread#0", 1, 5, 0);
        Reading before = clock.read();
        stat("100", "java", 1, 150, 0);
        stat("100/task/101", "C2 CompilerThre", 1, 90, 0);
        stat("100/task/102", "GC Thread#0", 1, 25, 0);
        stat("100/task/103", "C1 CompilerThre", 1, 7, 0);

        // 100 of the process, without the 60 and 7 of the compiler.
        assertThat(before.until(clock.read()).jvmMillis()).isEqualTo(330);
    }

    @Test
    void aCompilerThreadThatHasEndedTakesOnlyItsPartOfTheRoundAlong() throws IOException {
        stat("100", "java", 1, 500, 0);
        stat("100/task/101", "C2 CompilerThre", 1, 400, 0);
        Reading before = clock.read();
        stat("100", "java", 1, 520, 0);
        Files.delete(proc.resolve("100/task/101/stat"));

        assertThat(before.until(clock.read()).jvmMillis()).isEqualTo(200);
    }

    @Test
    void roundingLeavesNothingAndNotLess() throws IOException {
        stat("100", "java", 1, 50, 0);
        Reading before = clock.read();
        stat("100", "java", 1, 51, 0);
        stat("100/task/101", "C2 CompilerThre", 1, 2, 0);

        assertThat(before.until(clock.read()).jvmMillis()).isZero();
    }

    @Test
    void theServerIsItsFirstProcessAndItsChildrenAlsoThoseThatHaveEnded() throws IOException {
        stat("100", "java", 1, 0, 0);
        stat("200", "postgres", 1, 1, 10);
        stat("201", "postgres", POSTMASTER, 20, 0);
        stat("202", "postgres", POSTMASTER, 30, 0);
        stat("300", "postgres", 1, 1000, 1000);
        Reading before = clock.read();
        stat("200", "postgres", 1, 3, 45);
        Files.delete(proc.resolve("202/stat"));
        stat("201", "postgres", POSTMASTER, 22, 0);
        stat("203", "postgres", POSTMASTER, 4, 0);
        stat("300", "postgres", 1, 2000, 2000);

        // 2 of the first, 2 of its child, 5 of the one that has ended and 4 of the new one.
        assertThat(before.until(clock.read()).serverMillis()).isEqualTo(130);
    }

    @Test
    void aServerElsewhereIsNotKnown() throws IOException {
        stat("100", "java", 1, 5, 0);
        stat("200", "postgres", 1, 5, 0);
        Reading before = clock(OptionalLong.empty()).read();

        ProcessorTime time = before.until(clock(OptionalLong.empty()).read());

        assertThat(time.serverMillis()).isNaN();
        assertThat(time.jvmMillis()).isZero();
        assertThat(time.millis()).isNaN();
    }

    @Test
    void whereThereAreNoSuchFilesNothingIsKnown() {
        ProcessorClock elsewhere = new ProcessorClock(proc.resolve("missing"), JVM, OptionalLong.of(POSTMASTER));

        assertThat(elsewhere.read().until(elsewhere.read())).isEqualTo(ProcessorTime.UNKNOWN);
    }

    @Test
    void whatIsNoProcessIsPassedOver() throws IOException {
        stat("100", "java", 1, 5, 0);
        stat("200", "postgres", 1, 5, 0);
        Files.createDirectories(proc.resolve("sys"));
        Files.createDirectories(proc.resolve("400"));

        assertThat(clock.read().until(clock.read())).isEqualTo(NOTHING);
    }

    @Test
    void theMedianIsTakenOfEachPart() {
        List<ProcessorTime> rounds =
                List.of(new ProcessorTime(1, 30), new ProcessorTime(3, 10), new ProcessorTime(2, 20));

        assertThat(ProcessorTime.median(rounds)).isEqualTo(new ProcessorTime(2, 20));
        assertThat(new ProcessorTime(2, 20).perThousand(500)).isEqualTo(new ProcessorTime(4, 40));
    }

    private ProcessorClock clock(OptionalLong postmaster) {
        return new ProcessorClock(proc, JVM, postmaster);
    }

    private void stat(String process, String name, long parent, long ticks, long children) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(process));
        Files.writeString(
                directory.resolve("stat"),
                "1 (" + name + ") S " + parent + " 1 1 0 -1 0 0 0 0 0 " + ticks + " 0 " + children
                        + " 0 20 0 1 0 8912 231 2896 184\n");
    }
}
