/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Transactions that routes, PGMQ and other users of a DataSource share, with Spring or without it:
 * {@link io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy} and
 * {@link io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource}.
 */
package io.github.camelpgmq.component.pgmq.tx;
