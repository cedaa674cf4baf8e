/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Runs the micro-benchmarks of what the components do in Java for each message, and tells the results.
 *
 * <p>The benchmarks themselves are in the components' own packages, because what they measure is not public there. That
 * works on the class path, where several jars may have classes of one package.
 */
package io.github.camelpgmq.benchmark.micro;
