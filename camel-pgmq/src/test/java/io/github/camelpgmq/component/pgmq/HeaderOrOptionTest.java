/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class HeaderOrOptionTest {

    private final HeaderOrOption<Integer> both = new HeaderOrOption<>("Header", "option", "3", Values::quantity);
    private final HeaderOrOption<Integer> neither = new HeaderOrOption<>("Header", "option", null, Values::quantity);
    private final HeaderOrOption<Integer> headerOnly = HeaderOrOption.header("Header", Values::quantity);

    @Test
    void theFirstHeaderWinsAndTheOptionIsTheLastResort() {
        assertThat(both.of(message("1"), message("2"))).isEqualTo(1);
        assertThat(both.of(message(null), message("2"))).isEqualTo(2);
        assertThat(both.of(message(null))).isEqualTo(3);
        assertThat(headerOnly.of(message(null))).isNull();
    }

    @Test
    void namesWhereABadValueCameFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both.of(message("many")))
                .withMessage("Header Header is 'many': expected is a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HeaderOrOption<>("Header", "option", "few", Values::quantity))
                .withMessage("Option option is 'few': expected is a whole number");
    }

    @Test
    void namesOnlyWhatThereIsWhenNothingIsGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> neither.required("read", message(null)))
                .withMessage("operation=read needs the option option or the header Header");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headerOnly.required("read", message(null)))
                .withMessage("operation=read needs the header Header");
    }

    private static Message message(Object value) {
        Message message = new DefaultMessage(new DefaultCamelContext());
        message.setHeader("Header", value);
        return message;
    }
}
