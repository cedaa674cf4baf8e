/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static io.github.camelpgmq.component.pgmq.tx.TransactionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What happens to a connection on which the driver throws: no real server fails on demand in these places. */
class LocalJdbcTransactionsTest {

    private final List<String> calls = new ArrayList<>();

    @Test
    void aConnectionWhoseRollbackFailsIsAbortedAndTheOriginalExceptionRemains() {
        JdbcTransactions transactions = transactionsFailingAt("rollback");
        IOException original = new IOException("original");

        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    throw original;
                }))
                .isSameAs(original)
                .hasSuppressedException(new SQLException("rollback fails"));

        // Not setAutoCommit(true): that would commit.
        assertThat(calls).containsExactly("setAutoCommit false", "rollback", "abort", "close");
        assertThat(transactions.isActive()).isFalse();
    }

    @Test
    void aFailedCommitIsThrownAndRolledBack() {
        JdbcTransactions transactions = transactionsFailingAt("commit");

        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> null))
                .hasMessage("commit fails");

        assertThat(calls).containsExactly("setAutoCommit false", "commit", "rollback", "setAutoCommit true", "close");
    }

    @Test
    void aConnectionThatCannotBeginIsGivenBack() {
        JdbcTransactions transactions = transactionsFailingAt("createStatement");

        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS.withReadOnly(true), connection -> null))
                .hasMessage("createStatement fails");

        assertThat(calls)
                .containsExactly("setAutoCommit false", "createStatement", "rollback", "setAutoCommit true", "close");
        assertThat(transactions.isActive()).isFalse();
    }

    @Test
    void failuresAfterTheCommitAreNotThrown() throws Exception {
        String closing = transactionsFailingAt("close").inTransaction(DEFAULTS, connection -> "done");
        assertThat(closing).isEqualTo("done");

        String restoring = transactionsFailingAt("setAutoCommit true").inTransaction(DEFAULTS, connection -> "done");
        assertThat(restoring).isEqualTo("done");
        assertThat(calls).endsWith("setAutoCommit true", "abort", "close");
    }

    private JdbcTransactions transactionsFailingAt(String failing) {
        calls.clear();
        Connection connection = proxy(Connection.class, (proxy, method, args) -> {
            String call = method.getName() + (method.getName().equals("setAutoCommit") ? " " + args[0] : "");
            if (!Set.of("getAutoCommit", "isWrapperFor").contains(call)) {
                calls.add(call);
            }
            if (call.equals(failing)) {
                throw new SQLException(failing + " fails");
            }
            return method.getReturnType() == boolean.class ? call.equals("getAutoCommit") : null;
        });
        return new LocalJdbcTransactions(proxy(DataSource.class, (proxy, method, args) -> connection));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                LocalJdbcTransactionsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
