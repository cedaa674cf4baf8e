/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;

/**
 * Work that runs in a transaction.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface TransactionWork<T> {

    /**
     * Does the work.
     *
     * @param connection the transaction's connection; it cannot be committed, rolled back or closed by the work. When the work runs
     *                   without a transaction, an ordinary connection that is opened at its first use and closed after the work
     */
    T run(Connection connection) throws Exception;
}
