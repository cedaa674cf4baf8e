/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The delivery engine: fetches as many messages as handlers will soon take, renews their leases and writes how they ended. A
 * {@link io.github.camelpgmq.component.pgmq.consumer.DeliveryStore} does the SQL.
 */
package io.github.camelpgmq.component.pgmq.consumer;
