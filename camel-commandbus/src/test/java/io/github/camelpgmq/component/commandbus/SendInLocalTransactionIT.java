/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;

/** In the transactions of this library's policy. */
class SendInLocalTransactionIT extends SendInTransactionContract {

    @Override
    void configure() throws Exception {
        super.configure();
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
    }
}
