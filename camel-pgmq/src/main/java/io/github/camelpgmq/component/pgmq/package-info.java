/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * PGMQ's queues as endpoints: Camel's component {@code pgmq:}, what is checked at its start, its health check and dev console.
 */
package io.github.camelpgmq.component.pgmq;
