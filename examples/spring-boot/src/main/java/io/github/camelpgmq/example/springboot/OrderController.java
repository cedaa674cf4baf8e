/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final OrderService orders;

    OrderController(OrderService orders) {
        this.orders = orders;
    }

    /** Accepted: what becomes of it is to be seen at its address. */
    @PostMapping
    ResponseEntity<Purchase> place(@RequestBody NewOrder order) {
        Purchase purchase = orders.place(order);
        return ResponseEntity.accepted()
                .location(URI.create("/orders/" + purchase.getId()))
                .body(purchase);
    }

    @GetMapping("/{id}")
    ResponseEntity<Purchase> get(@PathVariable("id") UUID id) {
        return ResponseEntity.of(orders.find(id));
    }
}
