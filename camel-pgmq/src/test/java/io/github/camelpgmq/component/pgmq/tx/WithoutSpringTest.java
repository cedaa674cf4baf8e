/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.support.HidingClassLoader;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The package works where Spring is not on the class path. */
class WithoutSpringTest {

    @Test
    void loadsAndWorksWithoutSpring() throws Exception {
        Class<?> probe = springless().loadClass(Probe.class.getName());
        assertThat(probe).isNotSameAs(Probe.class);

        Object outcome = ((Callable<?>) probe.getDeclaredConstructor().newInstance()).call();

        assertThat(outcome).isEqualTo("LocalJdbcTransactions true false");
    }

    @Test
    void theLoaderOfThisTestHidesSpring() throws Exception {
        Class<?> factory = springless().loadClass(JdbcTransactionsFactory.class.getName());
        var present = factory.getDeclaredField("SPRING_PRESENT");
        present.setAccessible(true);

        assertThat(present.getBoolean(null)).isFalse();
        assertThat(JdbcTransactionsFactory.SPRING_PRESENT).isTrue();
    }

    /** Runs inside the class loader without Spring. */
    public static class Probe implements Callable<String> {

        @Override
        public String call() throws Exception {
            DataSource target = stub(DataSource.class);
            TransactionAwareDataSource aware = new TransactionAwareDataSource(target);
            JdbcTransactions transactions = JdbcTransactions.of(new DefaultCamelContext(), aware);
            boolean joined = transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                try (Connection shared = aware.getConnection()) {
                    return !shared.isClosed() && transactions.isActive();
                }
            });
            try (Connection outside = aware.getConnection()) {
                return transactions.getClass().getSimpleName() + " " + joined + " " + outside.isClosed();
            }
        }

        private static <T> T stub(Class<T> type) {
            return type.cast(Proxy.newProxyInstance(
                    Probe.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        if (method.getName().equals("getConnection")) {
                            return stub(Connection.class);
                        }
                        return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
                    }));
        }
    }

    private static ClassLoader springless() {
        return new HidingClassLoader(WithoutSpringTest.class.getClassLoader(), "org.springframework.");
    }
}
