/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import org.apache.camel.Message;

/**
 * Which command type a producer is about: the one in the endpoint's URI, or, where that names none, the header's. The URI holds for all that
 * the endpoint does: a header may have come with a command that the route handles. Thread-safe.
 */
final class EndpointType {

    private final HeaderOrOption<String> header;
    private final String named;

    /** @param inUri may be null or blank */
    EndpointType(String inUri) {
        this(inUri, CommandBusConstants.COMMAND_TYPE);
    }

    /** @param header names the type if the URI does not */
    EndpointType(String inUri, String header) {
        this.header = HeaderOrOption.header(header, Values::text);
        named = inUri == null || inUri.isBlank() ? null : inUri;
    }

    /** The type in the URI; null = none. */
    String named() {
        return named;
    }

    /** @param messages the first of them that has the header decides */
    String of(Message... messages) {
        return named == null ? header.of(messages) : named;
    }
}
