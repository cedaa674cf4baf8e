/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import io.github.camelpgmq.component.commandbus.BusinessRuleException;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Handles ReserveStock, in the transaction of the command. */
@Service
public class StockService {

    private static final String TAKE =
            "UPDATE stock SET available = available - ?::int WHERE item = ?::text AND available >= ?::int";
    private static final String RESERVE =
            "INSERT INTO reservation (purchase_id, item, quantity) VALUES (?::uuid, ?::text, ?::int)";

    private final JdbcTemplate jdbc;

    StockService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What it returns is the data of the reply; a broken rule is a reply too, other exceptions are tried again. */
    @Transactional
    public Map<String, Object> reserve(ReserveStock wanted) {
        if (jdbc.update(TAKE, wanted.quantity(), wanted.item(), wanted.quantity()) == 0) {
            throw new BusinessRuleException("OUT_OF_STOCK", "there is not enough " + wanted.item());
        }
        jdbc.update(RESERVE, wanted.orderId(), wanted.item(), wanted.quantity());
        return Map.of("reserved", wanted.quantity());
    }
}
