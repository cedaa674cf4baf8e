/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchBodyTest {

    @Test
    void goesThroughWhateverHasElements() {
        Iterable<Object> iterable = () -> List.<Object>of(1, 2).iterator();
        for (Object body : List.of(
                List.of(1, 2),
                iterable,
                List.of(1, 2).iterator(),
                new Object[] {1, 2},
                new Integer[] {1, 2},
                new int[] {1, 2},
                Stream.of(1, 2),
                IntStream.of(1, 2))) {
            assertThat(BatchBody.hasElements(body)).isTrue();
            assertThat(elements(body)).containsExactly(1, 2);
        }
        assertThat(elements(Arrays.asList("a", null))).containsExactly("a", null);
        assertThat(elements(List.of())).isEmpty();
    }

    @Test
    void closesAStreamEvenIfAnElementIsRefused() {
        AtomicBoolean closed = new AtomicBoolean();
        Stream<String> stream = Stream.of("a").onClose(() -> closed.set(true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchBody.forEach(stream, element -> {
                    throw new IllegalArgumentException("no");
                }));
        assertThat(closed).isTrue();
    }

    @Test
    void takesAJsonArrayButNoOtherJson() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(elements(mapper.readTree("[1,{}]"))).hasSize(2);
        refuses(mapper.readTree("{\"a\":1}"));
    }

    @Test
    void refusesSingleMessages() {
        refuses(null);
        refuses("[1,2]");
        refuses("[1,2]".getBytes(StandardCharsets.UTF_8));
        refuses("[1,2]".toCharArray());
        refuses(Map.of("a", 1));
        refuses(Path.of("a", "b"));
    }

    private static void refuses(Object body) {
        assertThat(BatchBody.hasElements(body)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> elements(body))
                .withMessageContaining("operation=sendBatch needs a body with elements")
                .withMessageContaining(body == null ? "null" : body.getClass().getName());
    }

    private static List<Object> elements(Object body) {
        List<Object> elements = new ArrayList<>();
        BatchBody.forEach(body, elements::add);
        return elements;
    }
}
