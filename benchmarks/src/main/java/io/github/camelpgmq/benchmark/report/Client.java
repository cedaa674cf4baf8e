/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;

/** What is known of the machine and the JVM that the contestants run in. */
final class Client {

    private Client() {}

    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Processor",
                processor(lines("/proc/cpuinfo")) + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put("Memory", memory());
        facts.put("System", system(lines("/etc/os-release")));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put(
                "JVM arguments",
                jvmArguments(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put("Camel", new DefaultCamelContext().getVersion());
        facts.put("Camel PGMQ", version());
        return facts;
    }

    /** From the lines of Linux's /proc/cpuinfo, which has no name for some processors. */
    static String processor(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    /** What changes the JVM itself. Properties are left out, and whatever holds a path: they tell of people's machines. */
    static String jvmArguments(List<String> arguments) {
        String kept = arguments.stream()
                .filter(argument -> argument.startsWith("-X"))
                .filter(argument -> !argument.contains("/") && !argument.contains("\\"))
                .collect(Collectors.joining(" "));
        return kept.isEmpty() ? "none" : kept;
    }

    private static String system(List<String> osRelease) {
        String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
        return osRelease.stream()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", "") + ", " + kernel)
                .findFirst()
                .orElse(kernel);
    }

    private static String memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Math.round(system.getTotalMemorySize() / (double) (1 << 30)) + " GB";
    }

    private static String version() {
        Properties build = new Properties();
        try (InputStream file = Client.class.getResourceAsStream("/benchmark-build.properties")) {
            build.load(file);
        } catch (IOException e) {
            throw new IllegalStateException("benchmark-build.properties cannot be read: " + e.getMessage(), e);
        }
        return build.getProperty("version");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            // Not Linux.
            return List.of();
        }
    }
}
