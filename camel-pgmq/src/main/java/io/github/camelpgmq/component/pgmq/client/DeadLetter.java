/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/**
 * A message that is given up.
 *
 * @param lease the lease under which it was read last
 * @param headers JSON text of an object that is added to its headers
 */
public record DeadLetter(Lease lease, String headers) {}
