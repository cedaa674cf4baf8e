/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import java.util.UUID;
import org.springframework.data.repository.CrudRepository;

/** The orders in the database. */
interface Purchases extends CrudRepository<Purchase, UUID> {}
