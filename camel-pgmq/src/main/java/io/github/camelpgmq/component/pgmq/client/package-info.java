/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * {@link io.github.camelpgmq.component.pgmq.client.PgmqClient}: plain JDBC over PGMQ's functions; no Camel.
 */
package io.github.camelpgmq.component.pgmq.client;
