/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

/** Makes named daemon threads, in production Camel's executor service manager. */
@FunctionalInterface
interface ThreadSource {

    Thread newThread(String name, Runnable task);
}
