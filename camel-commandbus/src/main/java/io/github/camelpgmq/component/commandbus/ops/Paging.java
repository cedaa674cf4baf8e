/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

/** Bounds of a page. */
final class Paging {

    private Paging() {}

    static void check(int offset, int limit) {
        if (offset < 0 || limit < 1 || limit > CommandFilter.MAX_LIMIT) {
            throw new IllegalArgumentException("offset " + offset + ", limit " + limit
                    + ": offset must be at least 0, limit 1 to " + CommandFilter.MAX_LIMIT);
        }
    }
}
