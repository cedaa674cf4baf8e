/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Transition;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.support.TransitionLog;
import io.github.camelpgmq.component.commandbus.support.TransitionLog.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database makes the transitions of {@link Transition#ALL}, every one of them, with their audit rows, and no other. */
class CommandLifecycleIT extends CommandBusTestBase {

    /** Rows that tell of something which changes no status. */
    private static final Set<String> WITHOUT_TRANSITION = Set.of(
            AuditEvent.LEASE_LOST.name(), AuditEvent.DUPLICATE_DISPOSED.name(), AuditEvent.STALE_DISPOSED.name());

    private final CountDownLatch release = new CountDownLatch(1);
    private TransitionLog log;

    @Override
    protected void configure(CamelContext context) throws Exception {
        context.getShutdownStrategy().setTimeout(5);
    }

    @BeforeEach
    void watch() throws Exception {
        template.sendBody("commandbus:" + domain + "/Nothing", "{}");
        log = TransitionLog.install(PGMQ.dataSource());
    }

    @Test
    void everyTransitionHappensAndNoOther() throws Exception {
        List<UUID> abandoned = List.of(send("Good", 3), send("Good", 1), send("Good", 3));
        claimAndDie(4);
        breakMessage(abandoned.get(2));
        UUID spent = send("Good", 2);
        sql("UPDATE command_bus_command SET attempts = max_attempts WHERE command_id = '" + spent + "'");
        UUID overwritten = send("Good", 3);
        breakMessage(overwritten);
        // As another library writes it: so nothing claims the command before its message has been looked at.
        sql("UPDATE command_bus_command SET msg_id = NULL WHERE command_id = '" + overwritten + "'");
        UUID adopted = UUID.randomUUID();
        foreign("{\"domain\":\"%s\",\"command_type\":\"Good\",\"command_id\":\"%s\",\"data\":{}}"
                .formatted(domain, adopted));
        foreign("{\"no\":\"command\"}");
        route("");

        List<UUID> troubled = List.of(send("Permanent", 3), send("Permanent", 3), send("Permanent", 3));
        UUID refused = send("Refused", 3);
        UUID twice = send("Transient", 3);
        UUID often = send("Transient", 1);
        troubled.forEach(id -> awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE));
        bus.troubleshooting().retry(domain, troubled.get(0), null, "olga", null);
        bus.troubleshooting().cancel(domain, troubled.get(1), "olga", null);
        bus.troubleshooting().complete(domain, troubled.get(2), null, "olga", null);

        awaitStatus(abandoned.get(0), CommandStatus.COMPLETED);
        awaitStatus(abandoned.get(1), CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(abandoned.get(2), CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(spent, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(overwritten, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.get(domain, adopted))
                .map(CommandMetadata::status)
                .contains(CommandStatus.COMPLETED));
        awaitStatus(refused, CommandStatus.FAILED);
        awaitStatus(twice, CommandStatus.COMPLETED);
        awaitStatus(often, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(troubled.get(0), CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        releaseUnstarted();

        assertThat(transitionsSeen()).containsExactlyInAnyOrderElementsOf(Transition.ALL);
    }

    @Test
    void withoutATransactionTheyAreTheSame() throws Exception {
        UUID broken = send("Good", 3);
        breakMessage(broken);
        route("&transacted=false&concurrentConsumers=4");
        UUID good = send("Good", 3);
        UUID refused = send("Refused", 3);
        UUID twice = send("Transient", 3);
        UUID often = send("Transient", 1);
        UUID troubled = send("Permanent", 3);
        awaitStatus(good, CommandStatus.COMPLETED);
        awaitStatus(refused, CommandStatus.FAILED);
        awaitStatus(twice, CommandStatus.COMPLETED);
        awaitStatus(often, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(troubled, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(broken, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(transitionsSeen()).isSubsetOf(Transition.ALL);
    }

    @Test
    void theTriggerRefusesAnyOther() throws Exception {
        UUID id = send("Good", 3);
        assertThatThrownBy(() ->
                        sql("UPDATE command_bus_command SET status = 'COMPLETED' WHERE command_id = '" + id + "'"))
                .hasStackTraceContaining("must not go from PENDING to COMPLETED");
    }

    private void route(String options) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "?retryBackoff=100ms&pollInterval=1s" + options)
                        .routeId("all")
                        .process(CommandLifecycleIT.this::handleByType);
            }
        });
    }

    private void handleByType(Exchange exchange) throws Exception {
        switch (exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class)) {
            case "Refused" -> throw new BusinessRuleException("NO", "no");
            case "Permanent" -> throw new PermanentCommandException("BAD", "bad");
            case "Transient" -> {
                if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                    throw new TransientCommandException("BUSY", "busy");
                }
            }
            case "Slow" -> release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            default -> {}
        }
    }

    private UUID send(String type, int maxAttempts) {
        return send(type, "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, maxAttempts));
    }

    private void foreign(String body) {
        client.send(commands, body, null, null);
    }

    /** As a worker does whose process is killed; the leases end at once. */
    private void claimAndDie(int commands) throws SQLException {
        CommandStore store = new CommandStore(domain, CommandTables.DEFAULT);
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            assertThat(store.claims().claim(connection, commands, Duration.ofSeconds(30)))
                    .hasSize(commands);
        }
        sql("UPDATE " + this.commands.table() + " SET vt = clock_timestamp()");
    }

    private void breakMessage(UUID command) {
        sql("UPDATE " + commands.table() + " SET message = message - 'command_type' WHERE message ->> 'command_id' = '"
                + command + "'");
    }

    /** Stops the route while its only handler is busy and others wait behind it. */
    private void releaseUnstarted() throws Exception {
        UUID slow = send("Slow", 3);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(slow)).contains("RECEIVED"));
        List<UUID> waiting = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            UUID next = send("Good", 3);
            waiting.add(next);
            return waiting.stream().anyMatch(id -> events(id).contains("RECEIVED"));
        });
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(this::stopRoute);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting)
                .anySatisfy(id -> assertThat(events(id)).contains("RELEASED")));
        release.countDown();
        stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void stopRoute() {
        try {
            camel.getRouteController().stopRoute("all", 1, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the domain's commands have gone through; their audit trails must tell just this. */
    private Set<Transition> transitionsSeen() throws SQLException {
        Set<Transition> seen = new HashSet<>();
        List<CommandMetadata> all = bus.find(CommandFilter.of(domain)).items();
        assertThat(all).isNotEmpty();
        for (CommandMetadata command : all) {
            List<String> trail = events(command.commandId()).stream()
                    .filter(event -> !WITHOUT_TRANSITION.contains(event))
                    .toList();
            List<Change> changes = log.of(domain, command.commandId());
            if (!changes.isEmpty()) {
                seen.addAll(explain(command, changes, trail));
            }
        }
        return seen;
    }

    /** Every transition that a change with these audit rows can be. */
    private static List<Transition> explain(CommandMetadata command, List<Change> changes, List<String> trail) {
        List<Transition> explained = new ArrayList<>();
        List<String> rest = trail;
        for (Change change : changes) {
            List<String> told = rest;
            List<Transition> possible = Transition.ALL.stream()
                    .filter(one -> one.from() == change.from() && one.to() == change.to())
                    .filter(one -> startsWith(told, one))
                    .toList();
            assertThat(possible)
                    .as("What makes %s of %s, in the audit trail %s", change, command.commandId(), trail)
                    .isNotEmpty();
            explained.addAll(possible);
            rest = rest.subList(possible.get(0).events().size(), rest.size());
        }
        assertThat(rest)
                .as("Audit rows of %s without a transition", command.commandId())
                .isEmpty();
        return explained;
    }

    private static boolean startsWith(List<String> trail, Transition transition) {
        List<String> events = transition.events().stream().map(AuditEvent::name).toList();
        return trail.size() >= events.size() && trail.subList(0, events.size()).equals(events);
    }
}
