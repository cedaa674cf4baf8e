/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.Objects;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** Chooses between Spring's transactions, those of JTA and our own. */
final class JdbcTransactionsFactory {

    /** Whether {@link SpringJdbcTransactions} can be loaded. */
    static final boolean SPRING_PRESENT = isPresent("org.springframework.jdbc.datasource.DataSourceUtils")
            && isPresent("org.springframework.transaction.PlatformTransactionManager");

    /** Whether {@link JtaJdbcTransactions} can be loaded. */
    static final boolean JTA_PRESENT = isPresent("jakarta.transaction.TransactionManager");

    private JdbcTransactionsFactory() {}

    static JdbcTransactions create(CamelContext context, DataSource dataSource) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(dataSource, "dataSource");
        if (SPRING_PRESENT) {
            JdbcTransactions spring = SpringJdbcTransactions.find(context, dataSource);
            if (spring != null) {
                return spring;
            }
        }
        if (JTA_PRESENT) {
            JdbcTransactions jta = JtaJdbcTransactions.find(context, dataSource);
            if (jta != null) {
                return jta;
            }
        }
        return new LocalJdbcTransactions(TransactionAwareDataSource.unwrap(dataSource));
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, JdbcTransactionsFactory.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
