/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The properties name no database, or {@code pgmq.embedded.enabled} says what is wanted. */
final class NoDatabaseCondition extends SpringBootCondition {

    private static final String ENABLED = "pgmq.embedded.enabled";
    private static final List<String> NAMED = List.of("spring.datasource.url", "spring.datasource.jndi-name");

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded PGMQ");
        Environment environment = context.getEnvironment();
        Boolean enabled = environment.getProperty(ENABLED, Boolean.class);
        if (enabled != null) {
            return new ConditionOutcome(enabled, message.because(ENABLED + " is " + enabled));
        }
        return NAMED.stream()
                .filter(environment::containsProperty)
                .findFirst()
                .map(name -> ConditionOutcome.noMatch(message.because(name + " is set")))
                .orElseGet(() -> ConditionOutcome.match(message.because("no database is named")));
    }
}
