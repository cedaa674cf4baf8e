/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.Objects;
import java.util.UUID;

/**
 * A batch to be created: {@code BatchRequest.of("payments", "salaries of May").withReplyTo("payments__replies")}. Immutable, as far as the data
 * are.
 *
 * @param domain     its domain
 * @param name       for people
 * @param id         unique in the domain; null = a new one
 * @param customData text that is JSON, or whatever Jackson writes as JSON; null = none
 * @param replyTo    queue for the message that tells of its end; null = none
 */
public record BatchRequest(String domain, String name, UUID id, Object customData, String replyTo) {

    public BatchRequest {
        Objects.requireNonNull(domain, "domain");
        if (name == null || name.isBlank() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A batch needs a name that is not blank and holds no NUL");
        }
        replyTo = replyTo == null || replyTo.isBlank() ? null : replyTo;
    }

    /** A batch with everything else at its default. */
    public static BatchRequest of(String domain, String name) {
        return new BatchRequest(domain, name, null, null, null);
    }

    /** The same batch with an id. */
    public BatchRequest withId(UUID value) {
        return new BatchRequest(domain, name, value, customData, replyTo);
    }

    /** The same batch with data of its creator's. */
    public BatchRequest withCustomData(Object value) {
        return new BatchRequest(domain, name, id, value, replyTo);
    }

    /** The same batch with a queue for the message that tells of its end. */
    public BatchRequest withReplyTo(String value) {
        return new BatchRequest(domain, name, id, customData, value);
    }
}
