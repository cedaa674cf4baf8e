/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import java.util.UUID;

/** The data of the command of this name. */
public record ReserveStock(UUID orderId, String item, int quantity) {}
