/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.ChildJvm;
import io.github.camelpgmq.embedded.PgmqDatabase;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** A sender in another JVM, which is a {@link ChildSender}. */
final class OtherJvm implements SendTimes.Sender {

    private static final List<String> OPTIONS = List.of("-Xmx256m");

    private final ChildJvm child;

    /** @param how what it sends and how */
    OtherJvm(BenchmarkDatabase database, ChildSender.How how) throws IOException, InterruptedException {
        PgmqDatabase there = database.database();
        child = ChildJvm.start(ChildSender.class, OPTIONS, how.name(), there.jdbcUrl(), there.username());
        child.tell(Objects.toString(there.password(), ""));
        child.await(ChildSender.READY);
    }

    @Override
    public SendTimes send(int messages) throws Exception {
        child.tell(String.valueOf(messages));
        SendTimes times = new SendTimes(new long[messages], new long[messages]);
        for (int i = 0; i < messages; i++) {
            String[] sent = child.await(ChildSender.SENT).split(" ");
            times.called()[i] = Long.parseLong(sent[0]);
            times.returned()[i] = Long.parseLong(sent[1]);
        }
        return times;
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
