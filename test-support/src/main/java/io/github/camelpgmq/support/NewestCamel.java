/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import org.apache.camel.CamelContext;

/**
 * The newest Camel that the tests are run with. Some of its modules are not on Maven Central. A test that needs one of them is marked
 * {@code @DisabledIf(value = NewestCamel.IN_USE, disabledReason = "camel-… is not on Maven Central")}, and the module is a dependency in the
 * profile camel-baseline of the test's pom.
 */
public final class NewestCamel {

    /** For JUnit's {@code @DisabledIf} and {@code @EnabledIf}. */
    public static final String IN_USE = "io.github.camelpgmq.support.NewestCamel#inUse";

    private static final String VERSION = "4.22.0";

    private NewestCamel() {}

    /** Whether this is it. */
    public static boolean inUse() {
        return VERSION.equals(CamelContext.class.getPackage().getImplementationVersion());
    }
}
