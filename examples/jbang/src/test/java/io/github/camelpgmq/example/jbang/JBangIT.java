/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.jbang;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.TestSql;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page about Camel JBang and the README say: their files and their commands, as they stand there. */
@Documents("../../README.md")
class JBangIT implements ReadmeContract {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Document PAGE = Document.read(Path.of("../../camel-pgmq/src/main/docs/pgmq-jbang.adoc"));
    private static final List<String> COMMANDS = Pattern.compile("(?m)^camel (.+)$")
            .matcher(PAGE.text())
            .results()
            .map((MatchResult command) -> command.group(1))
            .toList();
    private static final List<ChildJvm> CHILDREN = new ArrayList<>();

    @TempDir
    static Path directory;

    private static ChildJvm dev;
    private static ChildJvm prod;
    private static ChildJvm payments;

    /** All at once, since most of their time is spent waiting. */
    @BeforeAll
    static void start() throws IOException, InterruptedException {
        for (Snippet snippet : PAGE.snippets()) {
            Files.writeString(directory.resolve(file(snippet)), snippet.code());
        }
        assertThat(COMMANDS).hasSize(2);
        payments = camel(paymentsExample(), COMMANDS.get(1));
        prod = camel(directory, COMMANDS.get(0).replace("--profile=dev", "--profile=prod"));
        assertThat(prod.awaitEnd()).as("without a queue").contains("SELECT pgmq.create('orders')");
        dev = camel(directory, COMMANDS.get(0));
    }

    @AfterAll
    static void stop() {
        CHILDREN.forEach(ChildJvm::close);
    }

    @Test
    void runsARouteWithTheProperties() {
        assertThat(dev.awaitLine("Got ")).contains("\"shop\": \"Try-out\"");
        assertThat(new TestSql(PGMQ.dataSource()).count("pgmq.list_queues() WHERE queue_name = 'orders'"))
                .isOne();
    }

    @Test
    void runsThePaymentsService() throws InterruptedException {
        assertThat(payments.awaitEnd()).contains("The money adds up");
        assertThat(payments.exitCode()).isZero();
    }

    @Override
    public ReadmePart part() {
        return ReadmePart.JBANG;
    }

    @SnippetTest(value = "readme-jbang", languages = "yaml", with = "sh")
    void runsTheRouteOfTheReadme(Snippet route, @TempDir Path empty) throws IOException {
        Files.writeString(empty.resolve("orders.yaml"), route.code());
        String command = route.companion("sh").orElseThrow().code();
        assertThat(command).startsWith("camel run orders.yaml ");
        try (ChildJvm readme = camel(empty, command.replace("\\\n", " ").strip().substring("camel ".length()))) {
            readme.awaitLine("Got {\"item\": \"book\"}");
        }
    }

    /** A copy, since the command leaves files where it runs. */
    private static Path paymentsExample() throws IOException {
        Path example = Path.of("../yaml/src/main/resources");
        Path copy = directory.resolve("payments");
        try (Stream<Path> paths = Files.walk(example)) {
            for (Path path : paths.toList()) {
                Files.copy(path, copy.resolve(example.relativize(path)));
            }
        }
        return copy;
    }

    private static ChildJvm camel(Path where, String command) throws IOException {
        Path home = Path.of(System.getProperty("jbang.home"));
        List<String> arguments = new ArrayList<>(List.of("-Duser.home=" + home, "-cp", classPath()));
        arguments.add(CamelCommand.class.getName());
        arguments.addAll(List.of(command.split(" +")));
        Map<String, String> environment = Map.of(
                "DB_URL", PGMQ.jdbcUrl(),
                "DB_USERNAME", PGMQ.username(),
                "DB_PASSWORD", Objects.toString(PGMQ.password(), ""));
        ChildJvm child = ChildJvm.start(where, environment, arguments);
        CHILDREN.add(child);
        return child;
    }

    /** That of the command alone, so that whatever else a route needs is found by the command. */
    private static String classPath() throws IOException {
        return Path.of("target/classes").toAbsolutePath()
                + File.pathSeparator
                + Files.readString(Path.of(System.getProperty("jbang.classpath")));
    }

    /** As the snippet's title says. */
    private static String file(Snippet snippet) {
        String name = snippet.name().substring("jbang-".length());
        return name + "." + snippet.language();
    }
}
