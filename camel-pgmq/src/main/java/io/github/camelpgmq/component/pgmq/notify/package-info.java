/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Wake-up: one LISTEN connection for each database, and notifications after the commit of what was sent. Nothing is lost without them;
 * it only waits for the next poll.
 */
package io.github.camelpgmq.component.pgmq.notify;
