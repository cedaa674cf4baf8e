/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.FailurePolicy.Kind;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailurePolicyTest {

    private final FailurePolicy policy =
            policy("java.io.IOException,\n java.sql.SQLException", "java.lang.ArithmeticException");

    @Test
    void anythingIsTransientUnlessItIsNamed() {
        assertThat(policy.kindOf(new IllegalStateException())).isEqualTo(Kind.TRANSIENT);
        assertThat(policy.kindOf(new LeaseLostException("d", UUID.randomUUID())))
                .isEqualTo(Kind.LEASE_LOST);
    }

    @Test
    void subclassesOfListedClassesCountAnywhereInTheChain() {
        assertThat(policy.kindOf(new UncheckedIOException(new java.io.FileNotFoundException("gone"))))
                .isEqualTo(Kind.PERMANENT);
        assertThat(policy.kindOf(new RuntimeCamelException(new ArithmeticException("zero"))))
                .isEqualTo(Kind.BUSINESS_RULE);
        assertThat(error(new RuntimeCamelException(new ArithmeticException("zero"))))
                .isEqualTo(new CommandError("BUSINESS_RULE", "ArithmeticException", "zero"));
        assertThat(policy("java.lang.Exception", null).kindOf(new IllegalStateException()))
                .isEqualTo(Kind.PERMANENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08003", "40001", "40P01", "53300", "53100", "55P03", "57014", "57P01", "57P02", "57P03",
                "25006"
            })
    void whatTheDatabaseCallsTransientWinsOverTheLists(String state) {
        Exception failure = new RuntimeCamelException("no", new IOException(new SQLException("later", state)));
        assertThat(policy.kindOf(failure)).isEqualTo(Kind.TRANSIENT);
        assertThat(error(failure).code()).isEqualTo(state);
    }

    @Test
    void exhaustedPoolIsATransientTrouble() {
        SQLException exhausted = new SQLTransientConnectionException("Connection is not available");
        assertThat(policy.kindOf(exhausted)).isEqualTo(Kind.TRANSIENT);
        assertThat(error(exhausted).code()).isEqualTo("08000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22012", "42P01", "40002", "57P04", "0800"})
    void otherStatesOfTheDatabaseDoNot(String state) {
        assertThat(policy.kindOf(new SQLException("no", state))).isEqualTo(Kind.PERMANENT);
    }

    @Test
    void theHandlersOwnWordWinsOverTheDatabase() {
        SQLException serialization = new SQLException("again", "40001");
        assertThat(policy.kindOf(new PermanentCommandException("NO", "never", serialization)))
                .isEqualTo(Kind.PERMANENT);
        assertThat(policy.kindOf(new BusinessRuleException("NO", "refused", serialization)))
                .isEqualTo(Kind.BUSINESS_RULE);
        assertThat(error(new BusinessRuleException("NO", "refused", serialization))
                        .code())
                .isEqualTo("NO");
        assertThat(policy.kindOf(new TransientCommandException("AGAIN", "later", new IOException())))
                .isEqualTo(Kind.TRANSIENT);
        assertThat(error(new RuntimeException(new TransientCommandException("AGAIN", "later", new IOException())))
                        .code())
                .isEqualTo("AGAIN");
    }

    @Test
    void theOuterWordOfAHandlerCounts() {
        assertThat(policy.kindOf(
                        new PermanentCommandException("OUTER", "no", new TransientCommandException("INNER", "yes"))))
                .isEqualTo(Kind.PERMANENT);
        assertThat(policy.kindOf(
                        new TransientCommandException("OUTER", "yes", new BusinessRuleException("INNER", "no"))))
                .isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void causesThatGoRoundInACircleEnd() {
        Exception inner = new Exception("inner");
        Exception outer = new Exception("outer", inner);
        inner.initCause(outer);
        assertThat(policy.kindOf(outer)).isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void theFirstErrorOfATransactionIsToldAndNotThoseItHasBroughtAbout() {
        SQLException first = new SQLException("duplicate key", "23505");
        SQLException aborted = new SQLException("current transaction is aborted", "25P02", first);
        CommandError error = policy(null, null)
                .errorOf(
                        new RuntimeException("wrapped", new SQLException("aborted", "25P02", aborted)), Kind.TRANSIENT);
        assertThat(error).isEqualTo(new CommandError("TRANSIENT", "SQLException", "duplicate key"));
    }

    @Test
    void codeIsTheSimpleNameOfTheClass() {
        assertThat(error(new IllegalStateException("bad")))
                .isEqualTo(new CommandError("TRANSIENT", "IllegalStateException", "bad"));
        assertThat(error(new IllegalStateException()).message()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error(new RuntimeException("anonymous") {
                            private static final long serialVersionUID = 1L;
                        })
                        .code())
                .startsWith("FailurePolicyTest$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Missing", "java.lang.String"})
    void namesThatAreNoExceptionsAreRefused(String name) {
        assertThatThrownBy(() -> policy("java.io.IOException, " + name, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("permanentExceptions")
                .hasMessageContaining("'" + name + "'");
        assertThatThrownBy(() -> policy(null, name)).hasMessageContaining("businessExceptions");
    }

    private CommandError error(Exception failure) {
        return policy.errorOf(failure, policy.kindOf(failure));
    }

    private static FailurePolicy policy(String permanent, String business) {
        DefaultClassResolver resolver = new DefaultClassResolver();
        return new FailurePolicy(
                ExceptionClasses.parse("permanentExceptions", permanent, resolver),
                ExceptionClasses.parse("businessExceptions", business, resolver));
    }
}
