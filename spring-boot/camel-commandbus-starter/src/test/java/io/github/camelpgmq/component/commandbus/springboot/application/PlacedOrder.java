/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot.application;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An order. */
@Entity
public class PlacedOrder {

    @Id
    private long id;

    private String state;

    protected PlacedOrder() {}

    public PlacedOrder(long id, String state) {
        this.id = id;
        this.state = state;
    }

    public long getId() {
        return id;
    }

    public String getState() {
        return state;
    }
}
