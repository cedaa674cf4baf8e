/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

/** Bodies that tell which message of a round they are. */
final class Numbered {

    private Numbered() {}

    /** Such as <code>{"number":17}</code>. */
    static String body(int number) {
        return "{\"number\":" + number + "}";
    }

    /** The number in a body, however the database has written it. */
    static int number(String body) {
        return Integer.parseInt(body.replaceAll("\\D", ""));
    }
}
