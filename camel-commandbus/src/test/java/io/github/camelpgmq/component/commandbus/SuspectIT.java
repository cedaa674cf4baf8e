/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.support.SpyDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A suspect is charged just before it runs, so its attempt is given back in a way of its own. */
class SuspectIT extends CommandBusTestBase {

    private final AtomicBoolean refused = new AtomicBoolean(true);

    @Override
    protected void configure(CamelContext context) {
        CommandBusComponent component = (CommandBusComponent) context.hasComponent("commandbus");
        component.setDataSource(new SpyDataSource(pool, this::refusing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transactionBatchSize=5"})
    void keepsItsAttemptWhenItsTransactionCannotBegin(String options) throws Exception {
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 2));
        sql("UPDATE command_bus_command SET status = 'IN_PROGRESS', attempts = 1 WHERE command_id = '" + id + "'");
        handle(options, exchange -> {});
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).contains("RECEIVED", "RELEASED"));
        refused.set(false);
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(get(id).attempts()).isEqualTo(2);
        assertThat(events(id)).endsWith("RECEIVED", "COMPLETED").doesNotContain("FAILED", "MOVED_TO_TSQ");
    }

    /** Handlers can use their connections in autocommit mode, but not begin a transaction. */
    private Connection refusing(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setAutoCommit")
                            && Boolean.FALSE.equals(arguments[0])
                            && refused.get()
                            && Thread.currentThread().getName().contains("-handler")) {
                        throw new SQLException("no transaction today");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
