/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** What a database is called in tags. */
final class DatabaseName {

    private DatabaseName() {}

    /** The first name of the data source in the registry, else that of its pool, else {@code unnamed}. */
    static String of(CamelContext context, DataSource database) {
        Map<String, DataSource> beans = new TreeMap<>(context.getRegistry().findByTypeWithName(DataSource.class));
        for (Map.Entry<String, DataSource> bean : beans.entrySet()) {
            if (TransactionAwareDataSource.unwrap(bean.getValue()) == database) {
                return bean.getKey();
            }
        }
        return database instanceof HikariDataSource pool && pool.getPoolName() != null ? pool.getPoolName() : "unnamed";
    }
}
