/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Message;

/** Which domains an operation is about: the endpoint's, or, where that is {@code *}, those of a header or all. Thread-safe. */
final class EndpointDomains {

    /** In an endpoint's URI: every domain. */
    static final String EVERY = "*";

    private final String domain;

    EndpointDomains(String domain) {
        this.domain = domain;
    }

    /** Whether the endpoint is for every domain. */
    static boolean areAll(String domain) {
        return EVERY.equals(domain);
    }

    /** The domains; none = every one. */
    List<String> some(Message message) {
        if (!areAll(domain)) {
            return List.of(domain);
        }
        return named(message.getHeader(CommandBusConstants.FILTER_DOMAIN));
    }

    private static List<String> named(Object given) {
        if (given == null) {
            return List.of();
        }
        return given instanceof Collection<?> names
                ? names.stream().map(Object::toString).toList()
                : Arrays.stream(given.toString().split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** @throws IllegalArgumentException naming the operation if the endpoint is for every domain */
    String own(Object operation) {
        if (areAll(domain)) {
            throw new IllegalArgumentException(
                    "operation=" + operation + " sends to one domain: name it in the endpoint"
                            + " instead of *, which is for operations that find commands or act on those in troubleshooting");
        }
        return domain;
    }

    /** @throws IllegalArgumentException naming the operation if it is not exactly one domain */
    String one(Object operation, Message message) {
        List<String> domains = areAll(domain) ? named(message.getHeader(CommandBusConstants.DOMAIN)) : List.of(domain);
        if (domains.size() != 1) {
            throw new IllegalArgumentException(
                    "operation=" + operation + " is about one domain: name it in the endpoint"
                            + " instead of * or in the header " + CommandBusConstants.DOMAIN);
        }
        return domains.get(0);
    }
}
