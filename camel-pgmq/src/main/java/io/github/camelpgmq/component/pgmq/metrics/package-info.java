/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Meters for Micrometer, which is optional: only {@link io.github.camelpgmq.component.pgmq.metrics.MeterGroup}'s implementation knows it.
 * What only the database knows is sampled in the background.
 */
package io.github.camelpgmq.component.pgmq.metrics;
