/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.jbang;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}, as JBang starts it. */
public final class CamelCommand {

    private CamelCommand() {}

    /** @param args of the command */
    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
