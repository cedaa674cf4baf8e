/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** What the balances must be, kept in memory from what was sent: nothing in it comes from the database. */
final class Ledger {

    private final Map<Integer, BigDecimal> balances = new TreeMap<>();
    private BigDecimal credits = BigDecimal.ZERO;
    private BigDecimal debits = BigDecimal.ZERO;

    Ledger() {
        for (int account = 1; account <= Accounts.COUNT; account++) {
            balances.put(account, Accounts.OPENING_BALANCE);
        }
    }

    void debit(Payment payment) {
        debits = debits.add(payment.amount());
        balances.merge(payment.account(), payment.amount().negate(), BigDecimal::add);
    }

    void credit(Payment payment) {
        credits = credits.add(payment.amount());
        balances.merge(payment.account(), payment.amount(), BigDecimal::add);
    }

    BigDecimal opening() {
        return Accounts.OPENING_BALANCE.multiply(BigDecimal.valueOf(Accounts.COUNT));
    }

    BigDecimal credits() {
        return credits;
    }

    BigDecimal debits() {
        return debits;
    }

    BigDecimal expectedSum() {
        return opening().add(credits).subtract(debits);
    }

    /** Accounts whose balance is not what it must be. */
    long differences(Map<Integer, BigDecimal> actual) {
        return balances.entrySet().stream()
                .filter(entry -> {
                    BigDecimal balance = actual.get(entry.getKey());
                    return balance == null || balance.compareTo(entry.getValue()) != 0;
                })
                .count();
    }
}
