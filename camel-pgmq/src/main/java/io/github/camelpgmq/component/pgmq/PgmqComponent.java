/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.reply.ReplyInboxes;
import io.github.camelpgmq.component.pgmq.reply.ReplyReader;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;

/** Sends to and consumes from PGMQ queues in PostgreSQL. */
@Component("pgmq")
public class PgmqComponent extends DatabaseComponent {

    @Metadata(label = "advanced", description = "The defaults that each endpoint copies")
    private PgmqConfiguration configuration = new PgmqConfiguration();

    private ReplyInboxes<PgmqMessage> replyInboxes;

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        replyInboxes = new ReplyInboxes<>(getCamelContext(), ReplyReader::byHeader);
    }

    @Override
    protected void doStop() throws Exception {
        replyInboxes.close();
        super.doStop();
    }

    /** Where producers wait for replies. */
    ReplyInboxes<PgmqMessage> replyInboxes() {
        return replyInboxes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PgmqEndpoint endpoint = new PgmqEndpoint(uri, this, configuration.copy());
        endpoint.setQueueName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public PgmqConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(PgmqConfiguration configuration) {
        this.configuration = configuration;
    }
}
