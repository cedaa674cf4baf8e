/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.camelpgmq.component.commandbus.support.PinnedThreadsProbe;
import io.github.camelpgmq.component.commandbus.support.VirtualThreadsWorker;
import io.github.camelpgmq.support.ChildJvm;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Both components in a JVM where Camel's threads are virtual ones: Camel asks for them when its classes are loaded. */
class VirtualThreadsIT extends CommandBusTestBase {

    private static final int EACH = 200;

    /** By default a trace ends before the frames below a route with some steps. */
    private static final String DEEP_TRACES = "-XX:FlightRecorderOptions:stackdepth=512";

    @BeforeAll
    static void requireVirtualThreads() {
        assumeThat(Runtime.version().feature()).as("a JDK with virtual threads").isGreaterThanOrEqualTo(21);
    }

    @Test
    void aPinnedThreadWouldBeSeen() throws Exception {
        try (ChildJvm probe = ChildJvm.start(
                List.of(PinnedThreadsProbe.NATIVE_REFLECTION, DEEP_TRACES),
                PinnedThreadsProbe.class,
                PGMQ.database())) {
            assertThat(probe.awaitLine(PinnedThreadsProbe.RESULT))
                    .containsOnlyOnce(PinnedThreadsProbe.class.getName() + ".sleep")
                    .contains("NativeAccessor.invoke0")
                    .doesNotContain("<clinit>");
        }
    }

    @Test
    void handlersRunOnVirtualThreadsAsManyAsWereAskedForAndNoneIsPinned() throws Exception {
        String queue = domain + "_orders";
        try (ChildJvm worker = ChildJvm.start(
                List.of("-Dcamel.threads.virtual.enabled=true", DEEP_TRACES),
                VirtualThreadsWorker.class,
                PGMQ.database(),
                queue,
                domain,
                String.valueOf(EACH + 1))) {
            worker.awaitLine(VirtualThreadsWorker.READY);

            // In another JVM, so that it is woken by its listening thread.
            template.sendBody("pgmq:" + queue, VirtualThreadsWorker.SLOW);
            bus.send(CommandRequest.of(domain, "Debit", VirtualThreadsWorker.SLOW));
            template.sendBody(
                    "pgmq:" + queue + "?operation=sendBatch",
                    IntStream.range(0, EACH).boxed().toList());
            bus.sendBatch(IntStream.range(0, EACH)
                    .mapToObj(i -> CommandRequest.of(domain, "Debit", i))
                    .toList());

            assertThat(worker.awaitLine(VirtualThreadsWorker.RESULT))
                    .endsWith("messages 221 on [VirtualThread pgmq handler], 3 at once;"
                            + " commands 221 on [VirtualThread commandbus handler], 4 at once; pinned []");
        }
        // The lease of the slow ones was renewed: nobody else got them.
        assertThat(rows("effect WHERE domain = 'message'")).isEqualTo(221);
        assertThat(rows("effect WHERE domain = 'command'")).isEqualTo(221);
        assertThat(rows("command_bus_command WHERE status = 'COMPLETED' AND attempts = 1"))
                .isEqualTo(221);
        assertThat(rows(commands.table()) + rows("pgmq.q_" + queue)).isZero();
    }
}
