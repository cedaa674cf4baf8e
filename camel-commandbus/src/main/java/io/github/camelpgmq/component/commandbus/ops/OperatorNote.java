/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.pgmq.client.StorableText;

/** Who does something and why, as it goes to the audit; either may be null. Texts are made storable and cut after 8000 characters. */
public record OperatorNote(String operator, String reason) {

    private static final int MAX = 8000;

    public OperatorNote {
        operator = StorableText.of(operator, MAX);
        reason = StorableText.of(reason, MAX);
    }
}
