/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What tests of the component share, beside {@code io.github.camelpgmq.support}. A test extends {@code PgmqTestBase} and needs
 * little of this.
 *
 * <ul>
 *   <li>Another context and pool: {@code CamelNode}; in a process of its own: {@code SendingWorker}, {@code EffectWorker} or
 *       {@code RequesterProcess}.
 *   <li>What a version of PGMQ has: {@code VersionFeatures}.
 * </ul>
 */
package io.github.camelpgmq.component.pgmq.support;
