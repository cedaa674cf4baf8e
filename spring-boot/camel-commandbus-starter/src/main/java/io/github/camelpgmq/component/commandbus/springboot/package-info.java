/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/** The {@code commandbus:} component in Spring Boot. */
package io.github.camelpgmq.component.commandbus.springboot;
