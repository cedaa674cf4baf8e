/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.List;
import java.util.Set;

/**
 * The result of one fused round trip.
 *
 * @param acknowledged the leases that held and are settled
 * @param messages the messages read, oldest id first
 */
public record AcknowledgedAndRead(Set<Lease> acknowledged, List<PgmqMessage> messages) {}
