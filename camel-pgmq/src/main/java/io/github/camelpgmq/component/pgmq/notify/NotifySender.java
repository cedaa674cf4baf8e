/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.sql.SQLException;
import java.util.Collection;

/** Sends one empty notification to each of the channels. */
@FunctionalInterface
interface NotifySender {

    void send(Collection<String> channels) throws SQLException;
}
