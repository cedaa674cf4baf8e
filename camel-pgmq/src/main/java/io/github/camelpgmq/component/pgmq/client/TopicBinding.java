/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.time.Instant;

/**
 * A queue bound to a topic pattern, as {@code pgmq.list_topic_bindings} lists it.
 *
 * @param pattern words separated by dots; {@code *} is one word, {@code #} any number of them
 * @param queue the queue that gets what is sent to a matching routing key
 * @param boundAt when it was bound, by the database's clock
 */
public record TopicBinding(String pattern, String queue, Instant boundAt) {}
