/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {

    private static final PageToken PLACE =
            new PageToken(Instant.parse("2030-01-02T03:04:05.678901Z"), "payments", UUID.randomUUID());

    @Test
    void comesBackAsItWasAndCanStandInAUrl() {
        assertThat(PageToken.parse(PLACE.text())).isEqualTo(PLACE);
        assertThat(PLACE.text()).matches("[A-Za-z0-9_-]+");
        assertThat(PageToken.parse(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "!",
                "2030-01-01T00:00:00Z payments",
                "2030-01-01T00:00:00Z payments 00000000-0000-0000-0000-000000000000 1",
                "yesterday payments 00000000-0000-0000-0000-000000000000",
                "2030-01-01T00:00:00Z a'b 00000000-0000-0000-0000-000000000000",
                "2030-01-01T00:00:00Z payments 4711"
            })
    void refusesWhatIsNoPlaceInAList(String text) {
        String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageToken.parse(encoded))
                .withMessageContaining("next");
        assertThatIllegalArgumentException().isThrownBy(() -> PageToken.parse(text));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandFilter.ALL.withAfter(text));
    }

    @Test
    void aPageSaysWhetherMoreFollow() {
        assertThat(PageToken.page(List.of(1, 2), 2, n -> PLACE).next()).isNull();
        assertThat(PageToken.page(List.of(1, 2, 3), 2, n -> PLACE)).satisfies(page -> {
            assertThat(page.items()).containsExactly(1, 2);
            assertThat(page.next()).isEqualTo(PLACE.text());
        });
    }
}
