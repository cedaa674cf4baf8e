/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is measured, and how plain JDBC does the same. */
package io.github.camelpgmq.benchmark.cases;
