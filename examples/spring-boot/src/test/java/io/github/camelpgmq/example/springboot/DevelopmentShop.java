/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import org.springframework.boot.SpringApplication;

/** The shop with a database of its own: mvn spring-boot:test-run. */
public final class DevelopmentShop {

    private DevelopmentShop() {}

    public static void main(String[] arguments) {
        SpringApplication.from(Shop::main).run(arguments);
    }
}
