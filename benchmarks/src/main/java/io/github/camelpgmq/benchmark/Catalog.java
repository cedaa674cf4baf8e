/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import io.github.camelpgmq.benchmark.cases.CommandHandleCases;
import io.github.camelpgmq.benchmark.cases.CommandSendCases;
import io.github.camelpgmq.benchmark.cases.LatencyCases;
import io.github.camelpgmq.benchmark.cases.PeerCases;
import io.github.camelpgmq.benchmark.cases.PgmqBacklogCases;
import io.github.camelpgmq.benchmark.cases.PgmqConsumeCases;
import io.github.camelpgmq.benchmark.cases.PgmqIdleCases;
import io.github.camelpgmq.benchmark.cases.PgmqReadCases;
import io.github.camelpgmq.benchmark.cases.PgmqScaleCases;
import io.github.camelpgmq.benchmark.cases.PgmqSendCases;
import io.github.camelpgmq.benchmark.cases.RequestReplyCases;
import io.github.camelpgmq.benchmark.harness.Case;
import java.util.List;
import java.util.stream.Stream;

/** All cases, in the order of the report. */
final class Catalog {

    private Catalog() {}

    static List<Case> all(Settings settings) {
        return Stream.of(
                        PgmqSendCases.all(settings),
                        PgmqConsumeCases.all(settings),
                        PgmqIdleCases.all(settings),
                        CommandSendCases.all(settings),
                        CommandHandleCases.all(settings),
                        LatencyCases.all(settings),
                        RequestReplyCases.all(settings),
                        PeerCases.all(settings),
                        PgmqReadCases.all(settings),
                        PgmqScaleCases.all(settings),
                        PgmqBacklogCases.all(settings))
                .flatMap(List::stream)
                .toList();
    }
}
