/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.util.ObjectHelper;

/** Tells what a route's exception means for its command. Anything that is not named is transient. Immutable. */
final class FailurePolicy {

    enum Kind {
        TRANSIENT,
        PERMANENT,
        BUSINESS_RULE,
        LEASE_LOST
    }

    private final Set<String> permanent;
    private final Set<String> business;

    FailurePolicy(String permanentExceptions, String businessExceptions) {
        this.permanent = names(permanentExceptions);
        this.business = names(businessExceptions);
    }

    Kind kindOf(Throwable failure) {
        for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
            if (cause instanceof LeaseLostException) {
                return Kind.LEASE_LOST;
            }
            if (cause instanceof BusinessRuleException || named(business, cause)) {
                return Kind.BUSINESS_RULE;
            }
            if (cause instanceof PermanentCommandException
                    || cause instanceof MalformedCommandException
                    || named(permanent, cause)) {
                return Kind.PERMANENT;
            }
        }
        return Kind.TRANSIENT;
    }

    CommandError errorOf(Throwable failure, Kind kind) {
        String code = failure.getClass().getSimpleName();
        String message = failure.getMessage();
        for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
            if (cause instanceof BusinessRuleException e) {
                return new CommandError(kind.name(), e.getCode(), e.getMessage());
            }
            if (cause instanceof PermanentCommandException e) {
                return new CommandError(kind.name(), e.getCode(), e.getMessage());
            }
            if (cause instanceof TransientCommandException e) {
                return new CommandError(kind.name(), e.getCode(), e.getMessage());
            }
        }
        return new CommandError(kind.name(), code, message);
    }

    private static boolean named(Set<String> names, Throwable cause) {
        for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
            if (names.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> names(String list) {
        return list == null
                ? Set.of()
                : Arrays.stream(list.split(",")).map(String::trim).collect(Collectors.toSet());
    }
}
