/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import java.util.UUID;
import org.apache.camel.ProducerTemplate;

/** Sends payment commands. */
final class PaymentSender {

    private static final String DEBIT = "commandbus:payments/DebitAccount";
    private static final String CREDIT = "commandbus:payments/CreditAccount";
    private static final String COMMAND_ID = "CamelCommandBusCommandId";

    private final ProducerTemplate template;

    PaymentSender(ProducerTemplate template) {
        this.template = template;
    }

    /** Returns when the command is committed, not when it is handled. */
    UUID debit(Payment payment) {
        return send(DEBIT, payment);
    }

    /** Returns when the command is committed, not when it is handled. */
    UUID credit(Payment payment) {
        return send(CREDIT, payment);
    }

    /** Waits for the handler's reply: JSON text. */
    String requestDebit(Payment payment) {
        return template.requestBody(DEBIT, payment.toMap(), String.class);
    }

    private UUID send(String endpoint, Payment payment) {
        UUID id = UUID.randomUUID();
        template.sendBodyAndHeader(endpoint, payment.toMap(), COMMAND_ID, id.toString());
        return id;
    }
}
