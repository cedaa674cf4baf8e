/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** No queue is bound to the routing key, so nobody would get the message. */
public class UnroutableMessageException extends PgmqException {

    private static final long serialVersionUID = 1L;

    public UnroutableMessageException(String routingKey) {
        super("No queue is bound to routing key '" + routingKey
                + "', so the message would be lost: bind one with SELECT " + "pgmq.bind_topic('" + routingKey
                + "', '<queue>') or operation=bindTopic, or set mandatory=false");
    }
}
