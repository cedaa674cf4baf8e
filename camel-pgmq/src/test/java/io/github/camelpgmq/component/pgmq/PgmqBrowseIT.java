/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.spi.BrowsableEndpoint;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PgmqBrowseIT extends PgmqTestBase {

    private static final String ROLE = "browse_it_nobody";

    @Test
    void showsWhatIsThereAndChangesNothing() throws Exception {
        send(3);
        client.read(queue, Duration.ofSeconds(300), 1);
        String before = rows();

        List<Exchange> exchanges = endpoint("").getExchanges();

        assertThat(exchanges).hasSize(3);
        assertThat(exchanges).allSatisfy(e -> assertThat(e.getMessage().getHeader("n"))
                .isEqualTo(e.getMessage().getBody(Map.class).get("n")));
        assertThat(exchanges.get(0).getMessage().getHeader(PgmqConstants.READ_COUNT))
                .isEqualTo(1);
        assertThat(exchanges.get(2).getMessage().getHeader(PgmqConstants.READ_COUNT))
                .isEqualTo(0);
        assertThat(rows()).isEqualTo(before);
        assertThat(client.read(queue, Duration.ofSeconds(30), 10)).hasSize(2);
    }

    @Test
    void emptyQueue() throws Exception {
        assertThat(endpoint("").getExchanges()).isEmpty();
        assertThat(endpoint("").getBrowseStatus(10)).isEqualTo(new BrowsableEndpoint.BrowseStatus(0, 0, 0));
    }

    @Test
    void isLimited() throws Exception {
        send(5);
        BrowsableEndpoint endpoint = endpoint("?browseLimit=4");
        assertThat(endpoint("").getBrowseLimit()).isEqualTo(100);
        assertThat(endpoint.getExchanges()).hasSize(4);
        assertThat(numbers(endpoint.getExchanges(2, null))).containsExactly(0, 1);
        assertThat(endpoint.getExchanges(9, null)).hasSize(5);

        Predicate<Exchange> odd = e -> e.getMessage().getHeader("n", Integer.class) % 2 == 1;
        assertThat(numbers(endpoint.getExchanges(0, odd))).containsExactly(1, 3);
        assertThat(numbers(endpoint.getExchanges(1, odd))).containsExactly(1);

        BrowsableEndpoint.BrowseStatus status = endpoint.getBrowseStatus(0);
        assertThat(status.size()).isEqualTo(4);
        assertThat(status.firstTimestamp()).isPositive().isLessThanOrEqualTo(status.lastTimestamp());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint("?browseLimit=0").getExchanges())
                .withMessageContaining("browseLimit");
    }

    @Test
    void worksOnARunningRoute() throws Exception {
        consume("?pollInterval=1s");
        client.send(queue, "{}", null, Duration.ofSeconds(600));
        BrowsableEndpoint endpoint =
                (BrowsableEndpoint) camel.getRoute("consumer").getEndpoint();
        assertThat(endpoint.getExchanges()).hasSize(1);
        client.send(queue, "{}", null, null);
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(handled.get(0).getMessage().getHeader(PgmqConstants.READ_COUNT))
                .isEqualTo(1);
        assertThat(endpoint.getExchanges()).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThatThrownBy(() ->
                        camel.getEndpoint("pgmq:nowhere", PgmqEndpoint.class).getExchanges())
                .isInstanceOf(QueueNotFoundException.class)
                .hasMessageContaining("nowhere");

        sql("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'x'");
        try {
            sql("GRANT USAGE ON SCHEMA pgmq TO " + ROLE);
            PGSimpleDataSource poor = new PGSimpleDataSource();
            poor.setUrl(PGMQ.jdbcUrl());
            poor.setUser(ROLE);
            poor.setPassword("x");
            camel.getRegistry().bind("poor", poor);
            assertThatThrownBy(() -> endpoint("?dataSource=#poor").getExchanges())
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("browse queue '" + queue + "'")
                    .hasMessageContaining("GRANT SELECT");
        } finally {
            sql("REVOKE ALL ON SCHEMA pgmq FROM " + ROLE);
            sql("DROP ROLE " + ROLE);
        }
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            template.sendBodyAndHeader("pgmq:" + queue, Map.of("n", i), "n", i);
        }
    }

    private BrowsableEndpoint endpoint(String options) {
        return camel.getEndpoint("pgmq:" + queue + options, BrowsableEndpoint.class);
    }

    private String rows() throws Exception {
        return text("SELECT string_agg(q::text, E'\\n' ORDER BY msg_id) FROM " + queue.table() + " q");
    }

    private static List<Integer> numbers(List<Exchange> exchanges) {
        return exchanges.stream()
                .map(e -> e.getMessage().getHeader("n", Integer.class))
                .toList();
    }
}
