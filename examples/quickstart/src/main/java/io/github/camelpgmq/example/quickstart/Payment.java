/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The data of a payment command.
 *
 * @param flaky true when the payment gateway does not answer the first time
 */
record Payment(int account, BigDecimal amount, boolean flaky) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Payment of(int account, String amount) {
        return new Payment(account, new BigDecimal(amount), false);
    }

    static Payment parse(String json) throws JsonProcessingException {
        return JSON.readValue(json, Payment.class);
    }

    Payment withAmount(String newAmount) {
        return new Payment(account, new BigDecimal(newAmount), flaky);
    }

    Map<String, Object> toMap() {
        return Map.of("account", account, "amount", amount, "flaky", flaky);
    }

    String toJson() throws JsonProcessingException {
        return JSON.writeValueAsString(toMap());
    }
}
