/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot.application;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application with the starter, JPA, Flyway and the actuator. */
@SpringBootApplication
public class OrderApplication {

    @Bean
    RouteBuilder handlers(OrderService orders) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String method : new String[] {"withJpa", "withJdbc", "refused", "tooLate"}) {
                    from("commandbus:orders/" + method).routeId(method).bean(orders, method);
                }
            }
        };
    }
}
