/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot.application;

import org.springframework.data.jpa.repository.JpaRepository;

/** The orders, through JPA. */
public interface PlacedOrders extends JpaRepository<PlacedOrder, Long> {}
