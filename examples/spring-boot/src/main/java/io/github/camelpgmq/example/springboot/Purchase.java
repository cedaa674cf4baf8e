/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.util.UUID;

/** An order; SQL does not like that name. */
@Entity
class Purchase {

    @Id
    private UUID id;

    private String item;
    private int quantity;

    @Enumerated(EnumType.STRING)
    private State state;

    private String problem;

    protected Purchase() {}

    Purchase(NewOrder order) {
        this.id = UUID.randomUUID();
        this.item = order.item();
        this.quantity = order.quantity();
        this.state = State.PLACED;
    }

    void confirm() {
        state = State.CONFIRMED;
    }

    void reject(String reason) {
        state = State.REJECTED;
        problem = reason;
    }

    public UUID getId() {
        return id;
    }

    public String getItem() {
        return item;
    }

    public int getQuantity() {
        return quantity;
    }

    public State getState() {
        return state;
    }

    public String getProblem() {
        return problem;
    }

    /** Where it is. */
    enum State {
        PLACED,
        CONFIRMED,
        REJECTED
    }
}
