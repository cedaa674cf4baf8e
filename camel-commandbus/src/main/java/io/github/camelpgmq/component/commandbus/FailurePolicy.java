/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import java.sql.SQLException;

/** Tells what a route's exception means for its command. Anything that is not named is transient. Immutable. */
final class FailurePolicy {

    enum Kind {
        TRANSIENT,
        PERMANENT,
        BUSINESS_RULE,
        LEASE_LOST
    }

    private static final String IN_FAILED_TRANSACTION = "25P02";

    private final ExceptionClasses permanent;
    private final ExceptionClasses business;

    FailurePolicy(ExceptionClasses permanent, ExceptionClasses business) {
        this.permanent = permanent;
        this.business = business;
    }

    /** The handler's own word counts most, then what the database says, then the lists. */
    Kind kindOf(Throwable failure) {
        Kind said = said(failure);
        if (said != null) {
            return said;
        }
        return TransientSqlState.in(failure) != null ? Kind.TRANSIENT : listed(failure);
    }

    private static Kind said(Throwable failure) {
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof LeaseLostException) {
                return Kind.LEASE_LOST;
            }
            if (cause instanceof BusinessRuleException) {
                return Kind.BUSINESS_RULE;
            }
            if (cause instanceof PermanentCommandException || cause instanceof MalformedCommandException) {
                return Kind.PERMANENT;
            }
            if (cause instanceof TransientCommandException) {
                return Kind.TRANSIENT;
            }
        }
        return null;
    }

    private Kind listed(Throwable failure) {
        for (Throwable cause : Causes.of(failure)) {
            if (business.include(cause)) {
                return Kind.BUSINESS_RULE;
            }
            if (permanent.include(cause)) {
                return Kind.PERMANENT;
            }
        }
        return Kind.TRANSIENT;
    }

    /** The code is the handler's if it has given one, else SQLSTATE if that makes it transient, else the name of the exception's class. */
    CommandError errorOf(Throwable failure, Kind kind) {
        for (Throwable cause : Causes.of(failure)) {
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
        Throwable told = told(failure);
        String state = TransientSqlState.in(failure);
        return new CommandError(kind.name(), state != null ? state : nameOf(told), messageOf(told));
    }

    /** The listed one of the causes; the first error of a transaction behind those that it has brought about. */
    private Throwable told(Throwable failure) {
        Throwable first = failure;
        boolean aborted = false;
        for (Throwable cause : Causes.of(failure)) {
            if (business.include(cause) || permanent.include(cause)) {
                return cause;
            }
            if (cause instanceof SQLException e) {
                if (aborted) {
                    first = cause;
                }
                aborted = IN_FAILED_TRANSACTION.equals(e.getSQLState());
            }
        }
        return first;
    }

    private static String nameOf(Throwable exception) {
        String name = exception.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String messageOf(Throwable exception) {
        return exception.getMessage() == null ? exception.toString() : exception.getMessage();
    }
}
