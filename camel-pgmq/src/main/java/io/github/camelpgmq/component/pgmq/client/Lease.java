/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/**
 * The right to finish one delivery of a message: as long as the row still has this read count, nobody else has read it
 * since. Everything that ends a delivery checks the pair, so a worker whose lease was lost changes nothing.
 *
 * @param messageId PGMQ's {@code msg_id}
 * @param readCount PGMQ's {@code read_ct} as this delivery's read returned it
 */
public record Lease(long messageId, int readCount) {}
