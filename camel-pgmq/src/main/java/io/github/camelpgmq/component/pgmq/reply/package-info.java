/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Request and reply over queues: where callers wait, and which reply belongs to whom.
 */
package io.github.camelpgmq.component.pgmq.reply;
