/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerTest {

    private static final String DRIVER = "org.postgresql.core.PGStream.flush";
    private static final String OURS = "io.github.camelpgmq.component.pgmq.PgmqConsumer.run";
    private static final String SOCKET = "io.github.camelpgmq.benchmark.harness.CountingSocketFactory.write";

    @Test
    void aMethodIsKnownByItsPackage() {
        assertThat(Owner.of(OURS)).isEqualTo(Owner.COMPONENTS);
        assertThat(Owner.of(SOCKET)).isEqualTo(Owner.BENCHMARK);
        assertThat(Owner.of("java.lang.Thread.run")).isEqualTo(Owner.JAVA);
        assertThat(Owner.of("com.zaxxer.hikari.HikariDataSource.getConnection")).isEqualTo(Owner.OTHER);
    }

    @Test
    void whatJavaDoesIsDoneForTheOneThatCallsIt() {
        assertThat(Owner.of(List.of("a thread", "java.lang.Thread.run", OURS, DRIVER, "java.net.Socket.read")))
                .isEqualTo(Owner.DRIVER);
    }

    @Test
    void countingOfRoundTripsIsNotAnOwner() {
        assertThat(Owner.of(List.of("a thread", OURS, DRIVER, SOCKET, "java.net.Socket.read")))
                .isEqualTo(Owner.DRIVER);
    }

    @Test
    void whatIsOfJavaAloneIsOfOthers() {
        assertThat(Owner.of(List.of("org.postgresql is a thread's name", "java.lang.Thread.run")))
                .isEqualTo(Owner.OTHER);
    }
}
