/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientTest {

    @Test
    void theProcessorIsNamedOnce() {
        List<String> cpuinfo = List.of("processor\t: 0", "model name\t: A 9000 @ 3 GHz", "model name\t: other");

        assertThat(Client.processor(cpuinfo)).isEqualTo("A 9000 @ 3 GHz");
    }

    @Test
    void withoutANameTheProcessorIsItsArchitecture() {
        assertThat(Client.processor(List.of())).isEqualTo(System.getProperty("os.arch"));
    }

    @Test
    void argumentsThatTellOfPeopleAndPathsAreLeftOut() {
        List<String> arguments = List.of(
                "-Xmx2g",
                "-Dpgmq.username=somebody",
                "-Dpgmq.url=jdbc:postgresql://somewhere/db",
                "-XX:HeapDumpPath=/home/somebody",
                "-Xlog:gc:C:\\logs",
                "-javaagent:agent.jar",
                "-XX:+UseSerialGC");

        assertThat(Client.jvmArguments(arguments)).isEqualTo("-Xmx2g -XX:+UseSerialGC");
        assertThat(Client.jvmArguments(List.of())).isEqualTo("none");
    }

    @Test
    void theVersionsAreKnown() {
        Map<String, String> facts = Client.facts();

        assertThat(facts).containsKeys("Processor", "Memory", "System", "Java", "JVM arguments");
        assertThat(facts.get("Camel")).matches("4\\..*");
        // Maven has put it in.
        assertThat(facts.get("Camel PGMQ")).matches("\\d+\\.\\d+\\..*");
    }
}
