/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where a page has ended in the order newest first, then domain, then id. It names a row's place and not how many rows came before, so that
 * pages neither repeat nor leave out a row when others come and go in between.
 */
public record PageToken(Instant createdAt, String domain, UUID id) {

    /**
     * The token of a text; null of null.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static PageToken parse(String text) {
        if (text == null) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length == 3) {
                return new PageToken(
                        Instant.parse(parts[0]), new DomainName(parts[1]).name(), UUID.fromString(parts[2]));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "'" + text + "' is not a place in a list: expected is what the page before gave as next";
    }

    /** The token as text that can stand in a URL. */
    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt + " " + domain + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A page of rows of which one more than fits was asked for, to see whether more follow.
     *
     * @param token of a row
     */
    public static <T> Page<T> page(List<T> rows, int limit, Function<T, PageToken> token) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        return new Page<>(
                rows.subList(0, limit), token.apply(rows.get(limit - 1)).text());
    }
}
