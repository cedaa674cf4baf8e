/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Senders, workers, operators, pauses and purges, all at once and all of the same domain: nobody waits in a circle, nothing is lost. */
class CommandBusStressIT extends CommandBusTestBase {

    private static final int LOADERS = 2;
    private static final int BATCHES = 8;
    private static final int SIZE = 40;
    private static final int SINGLES = 200;

    /** Some of every ten commands end otherwise. */
    private static final int KINDS = 10;

    private static final int FIXED_BY_RETRY = 0;
    private static final int REFUSED = 1;
    private static final int FAILS_ONCE = 2;
    private static final int GIVEN_UP = 3;

    private static final List<String> TYPES = List.of("Debit", "Bulk", "Plain");

    private final Set<UUID> failedOnce = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void everybodyAtOnceLosesNothingAndWaitsForNobodyInACircle() throws Exception {
        String ends = "ends" + domain + "__replies";
        sql("SELECT pgmq.create('" + ends + "')");
        ExecutorService senders = Executors.newFixedThreadPool(2 * LOADERS + 1);
        ScheduledThreadPoolExecutor others = new ScheduledThreadPoolExecutor(7);
        try (CommandBusNode other = new CommandBusNode(PGMQ.dataSource())) {
            consume(camel);
            consume(other.camel());
            for (CommandBus operator : List.of(bus, bus, other.bus(), other.bus())) {
                every(others, 5, () -> operate(operator));
            }
            every(others, 50, () -> bus.purgeHistory(domain, Duration.ofMillis(100)));
            every(others, 50, () -> other.bus().purgeHistory(domain, Duration.ofMillis(100)));
            every(others, 100, this::pauseAndResume);

            List<Future<?>> sending = new ArrayList<>();
            sending.add(senders.submit(() -> sendSingles(bus)));
            for (int i = 0; i < LOADERS; i++) {
                sending.add(senders.submit(() -> load(bus, other.bus(), ends, senders)));
            }
            for (Future<?> each : sending) {
                each.get();
            }
            int all = SINGLES + LOADERS * BATCHES * SIZE;
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(failures).isEmpty();
                assertThat(rows(replies.table())).isGreaterThanOrEqualTo(all);
                assertThat(rows("pgmq.q_" + ends)).isGreaterThanOrEqualTo(LOADERS * BATCHES);
            });
            others.shutdown();
            assertThat(others.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            camel.stop();
        } finally {
            senders.shutdownNow();
            others.shutdownNow();
        }
        pool.close();

        assertThat(failures).isEmpty();
        assertThat(deadlocks()).isZero();
        int tenths = (SINGLES + LOADERS * BATCHES * SIZE) / KINDS;
        assertThat(outcomes()).containsExactly("CANCELED " + tenths, "FAILED " + tenths, "SUCCESS " + 8 * tenths);
        assertThat(number("SELECT count(DISTINCT message->>'command_id') FROM " + replies.table()))
                .isEqualTo(KINDS * tenths);
        assertThat(rows(replies.table() + " AS r FULL JOIN (SELECT * FROM effect WHERE domain = '" + domain
                        + "') AS e ON e.command_id = r.message->>'command_id' WHERE (r.message->>'outcome' = 'SUCCESS'"
                        + " AND r.message->>'type' <> 'Plain') IS DISTINCT FROM (e.command_id IS NOT NULL)"))
                .isZero();
        assertThat(rows("effect WHERE domain = '" + domain + "'"))
                .isEqualTo(rows(
                        replies.table() + " WHERE message->>'outcome' = 'SUCCESS' AND message->>'type' <> 'Plain'"));
        assertThat(rows("pgmq.q_" + ends)).isEqualTo(LOADERS * BATCHES);
        assertThat(number("SELECT count(DISTINCT message->>'batch_id') FROM pgmq.q_" + ends + " WHERE message @> '"
                        + "{\"total_count\":40,\"completed_count\":32,\"failed_count\":4,\"canceled_count\":4}'"))
                .isEqualTo(LOADERS * BATCHES);
        assertThat(queued()).isZero();
        assertThat(rows("command_bus_command WHERE domain = '" + domain
                        + "' AND status NOT IN ('COMPLETED', 'FAILED', 'CANCELED')"))
                .isZero();
    }

    private void consume(CamelContext context) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                route("Debit", "?concurrentConsumers=3");
                route("Bulk", "?concurrentConsumers=2&transactionBatchSize=20");
                from("commandbus:" + domain + "/Plain?concurrentConsumers=2&transacted=false&pollInterval=1s")
                        .process(CommandBusStressIT.this::handle);
            }

            private void route(String type, String options) {
                from("commandbus:" + domain + "/" + type + options + "&pollInterval=1s")
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                + " :#${header.CamelCommandBusCommandId})")
                        .process(CommandBusStressIT.this::handle);
            }
        });
    }

    private void handle(Exchange exchange) {
        UUID id = UUID.fromString(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class));
        switch (Integer.parseInt(exchange.getMessage().getBody(String.class)) % KINDS) {
            case FIXED_BY_RETRY -> {
                if (failedOnce.add(id)) {
                    throw new PermanentCommandException("RETRY", "An operator has to retry this");
                }
            }
            case REFUSED -> throw new BusinessRuleException("NO", "No");
            case FAILS_ONCE -> {
                if (failedOnce.add(id)) {
                    throw new TransientCommandException("AGAIN", "Once more", Duration.ofMillis(50));
                }
            }
            case GIVEN_UP -> throw new PermanentCommandException("CANCEL", "An operator has to cancel this");
            default -> {}
        }
    }

    private Void sendSingles(CommandBus sender) {
        for (int i = 0; i < SINGLES; i++) {
            sender.send(command(i, UUID.randomUUID()));
        }
        return null;
    }

    /** Both send the same commands, one from the first to the last, the other the other way round or all at once. */
    private Void load(CommandBus one, CommandBus another, String ends, ExecutorService threads) throws Exception {
        for (int i = 0; i < BATCHES; i++) {
            UUID batch = one.batches()
                    .create(BatchRequest.of(domain, "load").withReplyTo(ends))
                    .batchId();
            List<CommandRequest> commands = IntStream.range(0, SIZE)
                    .mapToObj(n -> command(n, UUID.randomUUID()).withBatchId(batch))
                    .toList();
            List<CommandRequest> backwards = new ArrayList<>(commands);
            Collections.reverse(backwards);
            boolean atOnce = i % 2 == 0;
            Future<Integer> rest =
                    threads.submit(() -> atOnce ? sendAll(another, backwards) : sendEach(another, backwards));
            int sent = sendEach(one, commands) + rest.get();
            assertThat(sent).isEqualTo(SIZE);
            one.batches().close(domain, batch);
        }
        return null;
    }

    private static int sendEach(CommandBus sender, List<CommandRequest> commands) {
        int sent = 0;
        for (CommandRequest command : commands) {
            try {
                sender.send(command);
                sent++;
            } catch (DuplicateCommandException e) {
                // The other one was first.
            }
        }
        return sent;
    }

    private static int sendAll(CommandBus sender, List<CommandRequest> commands) {
        try {
            return sender.sendBatch(commands).size();
        } catch (DuplicateCommandException e) {
            return 0;
        }
    }

    private CommandRequest command(int number, UUID id) {
        return CommandRequest.of(domain, TYPES.get(number / KINDS % TYPES.size()), number)
                .withId(id)
                .withReplyTo(replies.name());
    }

    private void operate(CommandBus operator) {
        CommandFilter filter = CommandFilter.of(domain);
        operator.troubleshooting().retry(BulkRequest.of(filter.withErrorCode("RETRY"), "ann", null));
        operator.troubleshooting().cancel(BulkRequest.of(filter.withErrorCode("CANCEL"), "bob", null));
    }

    private void pauseAndResume() {
        for (String type : TYPES) {
            bus.pause(domain, type, "ann", "stress");
            bus.resume(domain, type, "ann", "stress");
        }
        bus.pause(domain, null, "ann", "stress");
        bus.resume(domain, null, "ann", "stress");
    }

    private void every(ScheduledThreadPoolExecutor threads, int millis, Runnable work) {
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                },
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private List<String> outcomes() {
        return List.of(
                text("SELECT string_agg(outcome || ' ' || n, ',' ORDER BY outcome) FROM (SELECT message->>'outcome' AS outcome,"
                                + " count(*) AS n FROM " + replies.table() + " GROUP BY 1) AS r")
                        .split(","));
    }

    /** Of this database, when nobody is connected any more: what a connection has counted may be seen only when it is closed. */
    private static long deadlocks() {
        await().atMost(PATIENCE)
                .until(() -> rows("pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                                + " AND backend_type = 'client backend'")
                        == 0);
        return number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }
}
