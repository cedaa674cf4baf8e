/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyAddressTest {

    @Test
    void readsWhatARequestSays() {
        ReplyAddress address = ReplyAddress.of(
                        "{\"x-pgmq-reply-to\":\"q\",\"x-pgmq-correlation-id\":7,\"x-pgmq-requester\":\"me\",\"a\":1}")
                .orElseThrow();
        assertThat(address).isEqualTo(new ReplyAddress("q", "7", "me"));
        assertThat(address.replyHeaders())
                .containsExactlyInAnyOrderEntriesOf(Map.of("x-pgmq-correlation-id", "7", "x-pgmq-requester", "me"));
        assertThat(ReplyAddress.of("{\"x-pgmq-reply-to\":\"q\"}").orElseThrow().replyHeaders())
                .isEmpty();
    }

    @Test
    void ordinaryMessagesAndDeadLettersWantNoReply() {
        assertThat(ReplyAddress.of(null)).isEmpty();
        assertThat(ReplyAddress.of("{\"a\":\"b\"}")).isEmpty();
        assertThat(ReplyAddress.of("[\"x-pgmq-reply-to\"]")).isEmpty();
        assertThat(ReplyAddress.of("{\"x-pgmq-reply-to\":{\"a\":1}}")).isEmpty();
        assertThat(ReplyAddress.of("{\"x-pgmq-reply-to\":\"q\",\"x-pgmq-dead-letter-queue\":\"orders\"}"))
                .isEmpty();
    }

    @Test
    void headersOfOneHopAreKnownInAnyCase() {
        assertThat(new String[] {"x-pgmq-reply-to", "X-PGMQ-Reply-To", "x-pgmq-requester", "x-pgmq-correlation-id"})
                .allMatch(ReplyHeaders::contains);
        assertThat(new String[] {"x-pgmq-group", "reply-to", ""}).noneMatch(ReplyHeaders::contains);
    }
}
