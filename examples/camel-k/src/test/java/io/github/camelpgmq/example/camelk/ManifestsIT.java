/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestRole;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the manifests say, carried out against a real database. */
@Documents("../../README.md")
class ManifestsIT implements ReadmeContract {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @TempDir
    static Path directory;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SETUP = Manifests.DIRECTORY.resolve("setup.sql");

    private final TestSql sql = new TestSql(PGMQ.dataSource());

    @BeforeEach
    void emptyDatabase() {
        sql.run(
                "DROP TABLE IF EXISTS account, command_bus_command, command_bus_audit, command_bus_batch",
                "SELECT pgmq.drop_queue(queue_name) FROM pgmq.list_queues()");
    }

    /** An order goes through the Pipe, the Deployment and the Integration, each with the secrets that it is given. */
    @Test
    void anOrderIsPaidAndHasAReceipt() throws Exception {
        sql.run(setup("CURRENT_USER"));
        int port = freePort();
        Process payments = deployment(port);
        Main pipe = pipe(Manifests.of("Pipe"));
        Main receipts = integration();
        try {
            pipe.start();
            receipts.start();
            sql.run("SELECT pgmq.send('orders', '{\"account\":7,\"amount\":25}')");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(payments.isAlive()).isTrue();
                assertThat(sql.value("SELECT balance FROM account WHERE id = 7"))
                        .isEqualTo("75");
                assertThat(sql.value("SELECT string_agg(command_type || ' ' || status, ', ' ORDER BY domain)"
                                + " FROM command_bus_command"))
                        .isEqualTo("DebitAccount COMPLETED, SendReceipt COMPLETED");
            });
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                String path =
                        Manifests.container().path(probe).at("/httpGet/path").asText();
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(status(port, path))
                        .as("%s %s", probe, path)
                        .isEqualTo(200));
            }
        } finally {
            receipts.stop();
            pipe.stop();
            payments.destroy();
            payments.waitFor();
        }
    }

    @Override
    public ReadmePart part() {
        return ReadmePart.CAMEL_K;
    }

    @SnippetTest(value = "readme-camel-k", languages = "yaml")
    void pipeOfTheReadmeMakesCommandsOfOrders(Snippet snippet) throws Exception {
        JsonNode manifest = Manifests.read(snippet.code()).get(0);
        assertThat(PublishedSchema.errorsOf(manifest)).isEmpty();
        sql.run(setup("CURRENT_USER"));
        Main pipe = pipe(manifest);
        try {
            pipe.start();
            sql.run("SELECT pgmq.send('orders', '{\"account\":7,\"amount\":25}')");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sql.value("SELECT command_type FROM command_bus_command"))
                            .isEqualTo("DebitAccount"));
        } finally {
            pipe.stop();
        }
    }

    /** What runs ends well, what has not begun is given back with its attempt, and nothing is left leased. */
    @Test
    void terminatedReplicaFinishesWhatItHasBegun() throws Exception {
        sql.run(setup("CURRENT_USER"));
        Process payments = deployment(freePort());
        CamelContext sender = new DefaultCamelContext();
        try (Connection lock = PGMQ.dataSource().getConnection()) {
            lock.setAutoCommit(false);
            try (Statement statement = lock.createStatement()) {
                statement.execute("SELECT FROM account WHERE id = 7 FOR UPDATE");
            }
            sender.getRegistry().bind("dataSource", PGMQ.dataSource());
            sender.getComponent("commandbus", CommandBusComponent.class).setAutoCreateSchema(true);
            sender.start();
            for (int i = 0; i < 20; i++) {
                sender.createFluentProducerTemplate()
                        .withBody("{\"account\":7,\"amount\":1}")
                        .to("commandbus:payments/DebitAccount")
                        .send();
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(blocked()).isEqualTo(4));
            payments.destroy();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(commands("IN_PROGRESS")).isEqualTo(4));
            assertThat(payments.isAlive()).isTrue();
            lock.rollback();
            assertThat(payments.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            sender.stop();
            payments.destroyForcibly();
        }
        assertThat(commands("COMPLETED")).isEqualTo(4);
        assertThat(commands("PENDING")).isEqualTo(16);
        assertThat(sql.number("SELECT sum(attempts) FROM command_bus_command")).isEqualTo(4);
        assertThat(sql.value("SELECT balance FROM account WHERE id = 7")).isEqualTo("96");
        assertThat(sql.value(Manifests.scalerQuery()))
                .as("for the next replica")
                .isEqualTo("16");
    }

    /** Handlers that wait for the test's lock. */
    private long blocked() {
        return sql.count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }

    private long commands(String status) {
        return sql.count("command_bus_command WHERE domain = 'payments' AND status = '" + status + "'");
    }

    /** As Camel K does: the parameters are properties of the Kamelet's instance, the secret is a file of properties. */
    private static Main pipe(JsonNode pipe) throws IOException {
        Main main = withSecret("pipe");
        String source = end(main, "source", pipe.at("/spec/source"));
        String sink = end(main, "sink", pipe.at("/spec/sink"));
        write(
                "pipe",
                """
                - route:
                    from:
                      uri: %s
                      steps:
                        - to:
                            uri: %s
                """
                        .formatted(source, sink));
        return main;
    }

    private static String end(Main main, String id, JsonNode end) {
        String kamelet = end.at("/ref/name").asText();
        end.path("properties")
                .properties()
                .forEach(one -> main.addInitialProperty(
                        "camel.kamelet." + kamelet + "." + id + "." + one.getKey(),
                        one.getValue().asText()));
        return "kamelet:" + kamelet + "/" + id;
    }

    private static Main integration() throws IOException {
        write(
                "integration",
                new ObjectMapper(new YAMLFactory())
                        .writeValueAsString(Manifests.of("Integration").at("/spec/flows")));
        return withSecret("integration");
    }

    /** What the secret's file has, instead of this example's own properties. */
    private static Main withSecret(String routes) {
        Main main = new Main();
        main.configure().withRoutesIncludePattern("file:" + file(routes));
        main.setDefaultPropertyPlaceholderLocation("false");
        main.addInitialProperty("shop.db.url", PGMQ.jdbcUrl());
        main.addInitialProperty("shop.db.username", PGMQ.username());
        main.addInitialProperty("shop.db.password", Objects.toString(PGMQ.password(), ""));
        return main;
    }

    private static void write(String routes, String yaml) throws IOException {
        Files.writeString(file(routes), yaml);
    }

    private static Path file(String routes) {
        return directory.resolve(routes + ".yaml");
    }

    /** The image's entry point in a process of its own, with the environment of the Deployment. */
    private static Process deployment(int port) throws IOException {
        Map<String, String> secret = Map.of(
                "url", PGMQ.jdbcUrl(),
                "username", PGMQ.username(),
                "password", Objects.toString(PGMQ.password(), ""));
        Matcher main = Pattern.compile("\"([\\w.]+\\.Main)\"]").matcher(Files.readString(Path.of("Dockerfile")));
        assertThat(main.find()).isTrue();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.group(1)));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "payments.log").toFile());
        for (JsonNode variable : Manifests.container().path("env")) {
            String key = variable.at("/valueFrom/secretKeyRef/key").asText();
            process.environment()
                    .put(
                            variable.path("name").asText(),
                            variable.has("value") ? variable.path("value").asText() : secret.get(key));
        }
        process.environment().put("MANAGEMENT_PORT", String.valueOf(port));
        return process.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The scaler sees what can be handled now, with the rights of setup.sql, and looks at no more than it needs. */
    @Test
    void scalerCountsVisibleMessagesOnly() throws Exception {
        try (TestRole role = new TestRole(PGMQ.database())) {
            sql.run(setup(role.name()));
            TestSql scaler = new TestSql(role.dataSource());
            String query = Manifests.scalerQuery();
            assertThat(scaler.value(query)).isEqualTo("0");
            sql.run(
                    "SELECT pgmq.send('payments__commands', '{}') FROM generate_series(1, 12)",
                    "SELECT pgmq.send('payments__commands', '{}', 600) FROM generate_series(1, 20000)",
                    "SELECT pgmq.read('payments__commands', 600, 5)",
                    "ANALYZE pgmq.q_payments__commands");
            assertThat(scaler.value(query)).isEqualTo("7");
            assertThat(plan(query))
                    .contains("using q_payments__commands_vt_idx")
                    .doesNotContain("Seq Scan");
            sql.run("SELECT pgmq.send('payments__commands', '{}') FROM generate_series(1, 5000)");
            assertThat(scaler.value(query)).isEqualTo("800");
            assertThat(plan(query)).containsPattern("rows=800(\\.00)? loops").doesNotContain("rows=5007");
        }
    }

    private static String plan(String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery("EXPLAIN ANALYZE " + query)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private static String setup(String scaler) throws IOException {
        return Files.readString(SETUP).replace("shop_scaler", scaler);
    }
}
