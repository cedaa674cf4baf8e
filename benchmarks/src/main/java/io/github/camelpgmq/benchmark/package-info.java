/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/** Benchmarks of the components against plain JDBC on the same server, in the same run. */
package io.github.camelpgmq.benchmark;
