/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/**
 * A message that has been sent.
 *
 * @param queue the queue it went to
 * @param id its id in that queue
 */
public record SentMessage(String queue, long id) {}
