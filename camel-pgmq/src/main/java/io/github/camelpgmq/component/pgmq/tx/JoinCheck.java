/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether the SQL of a transacted route can join its transaction. Stateless. */
public final class JoinCheck {

    private static final Logger LOG = LoggerFactory.getLogger(JoinCheck.class);

    private JoinCheck() {}

    /**
     * Warns if the registry has the transaction's data source as a bean, but not wrapped in a
     * {@link TransactionAwareDataSource}: what the route writes through that bean would be committed on its own. Spring's
     * transactions are joined without a wrapper by whatever uses Spring's JDBC classes, so they are not looked at.
     *
     * @param user the consumer that is transacted, for the message
     */
    public static void warnIfSqlCannotJoin(CamelContext context, JdbcTransactions transactions, String user) {
        if (!(transactions instanceof LocalJdbcTransactions)) {
            return;
        }
        DataSource target = transactions.target();
        Map<String, DataSource> beans = context.getRegistry().findByTypeWithName(DataSource.class);
        boolean wrapped = beans.values().stream()
                .anyMatch(bean -> bean instanceof TransactionAwareDataSource
                        && TransactionAwareDataSource.unwrap(bean) == target);
        if (wrapped) {
            return;
        }
        beans.forEach((name, bean) -> {
            if (bean == target) {
                LOG.warn(
                        "{} is transacted, but SQL that its route runs through DataSource bean '{}' does not join the"
                                + " transaction: bind new TransactionAwareDataSource(dataSource) instead",
                        user,
                        name);
            }
        });
    }
}
