/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.ops.PageToken;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import org.apache.camel.Message;

/** Pages as results of operations. */
final class Pages {

    private Pages() {}

    /** Where the page begins that a message asks for. */
    static HeaderOrOption<String> after() {
        return HeaderOrOption.header(CommandBusConstants.AFTER, given -> PageToken.parse(given.toString())
                .text());
    }

    /** The rows become the body; the header says where the next page begins, and is absent on the last one. */
    static void put(Page<?> page, Message message) {
        message.setBody(page.items());
        if (page.next() == null) {
            message.removeHeader(CommandBusConstants.NEXT_PAGE);
        } else {
            message.setHeader(CommandBusConstants.NEXT_PAGE, page.next());
        }
    }
}
