/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.micro;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the messages of the micro-benchmarks are about: as JSON text, as a Map and as a record. */
public record Payment(long account, BigDecimal amount, String currency, String text) {

    /** As JSON text. */
    public static final String JSON = "{\"account\":7,\"amount\":25.00,\"currency\":\"EUR\",\"text\":\"Invoice 4711\"}";

    /** As a record. */
    public static final Payment RECORD = new Payment(7, new BigDecimal("25.00"), "EUR", "Invoice 4711");

    /** Headers that cross the queue. */
    public static final String HEADERS_JSON =
            "{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                    + "\"breadcrumbId\":\"5F3A9C1B7E2D4A60-0000000000000001\",\"tenant\":\"north\",\"priority\":4}";

    /** As a Map. */
    public static Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("account", RECORD.account());
        map.put("amount", RECORD.amount());
        map.put("currency", RECORD.currency());
        map.put("text", RECORD.text());
        return map;
    }

    /** The headers of {@link #HEADERS_JSON}. */
    public static Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        headers.put("breadcrumbId", "5F3A9C1B7E2D4A60-0000000000000001");
        headers.put("tenant", "north");
        headers.put("priority", 4);
        return headers;
    }
}
