/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

    private static final LogContext OUTER = LogContext.empty().with("one", 1).with("two", null);

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void whatTheThreadHadBeforeItHasAfterwards() {
        MDC.put("one", "before");
        MDC.put("other", "kept");

        OUTER.run(() -> {
            assertThat(MDC.getCopyOfContextMap()).containsOnly(entry("one", "1"), entry("other", "kept"));
            LogContext.empty().with("one", "inner").with("three", 3).run(() -> assertThat(MDC.getCopyOfContextMap())
                    .containsOnly(entry("one", "inner"), entry("three", "3"), entry("other", "kept")));
            assertThat(MDC.getCopyOfContextMap()).containsOnly(entry("one", "1"), entry("other", "kept"));
        });

        assertThat(MDC.getCopyOfContextMap()).containsOnly(entry("one", "before"), entry("other", "kept"));
    }

    @Test
    void nothingIsLeftAfterAFailure() {
        assertThatThrownBy(() -> OUTER.run(() -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(MDC.get("one")).isNull();
    }

    private static Map.Entry<String, String> entry(String key, String value) {
        return Map.entry(key, value);
    }
}
