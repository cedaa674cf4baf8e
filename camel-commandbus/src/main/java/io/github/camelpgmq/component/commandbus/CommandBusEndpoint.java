/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategyAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Send and handle commands with audit, retries, replies and operator actions in one PostgreSQL transaction.
 *
 * <p>Where the syntax has the domain, {@code domain:replies} stands for the replies to the domain's commands: a consumer
 * of {@code commandbus:payments:replies} gets them from the queue {@code payments__replies}, of every command type.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "commandbus",
        title = "Command Bus",
        syntax = "commandbus:domain/commandType",
        category = {Category.MESSAGING, Category.DATABASE},
        headersClass = CommandBusConstants.class)
public class CommandBusEndpoint extends DefaultEndpoint implements HeaderFilterStrategyAware {

    @UriPath(
            description =
                    "The domain; its queues are domain__commands and domain__replies. A consumer of domain:replies gets the replies. An asterisk is every domain, for operations that find commands or act on those in troubleshooting.")
    @Metadata(required = true)
    private String domain;

    @UriPath(
            description =
                    "The type of the command. A consumer without it handles every type that has no consumer of its own.")
    private String commandType;

    @UriParam
    private final CommandBusConfiguration configuration;

    @UriParam(label = "advanced", description = "What headers to leave out, in either direction, besides Camel's own")
    private HeaderFilterStrategy headerFilterStrategy = HeaderMapping.defaultStrategy();

    public CommandBusEndpoint(String uri, CommandBusComponent component, CommandBusConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() throws Exception {
        if (ReplySource.isMeantBy(domain)) {
            throw new IllegalArgumentException(
                    "commandbus:" + domain + " can only be consumed from: a reply is sent when its command has ended");
        }
        return new CommandBusProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (EndpointDomains.areAll(domain)) {
            throw new IllegalArgumentException(
                    "A consumer needs one domain: commandbus:* is every domain, for operations that find commands or act on those in troubleshooting");
        }
        DefaultConsumer consumer = ReplySource.isMeantBy(domain)
                ? new CommandBusReplyConsumer(this, new ReplySource(this), processor)
                : new CommandBusConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    CommandBusComponent component() {
        return (CommandBusComponent) getComponent();
    }

    CommandStore store() {
        return component().store(domain);
    }

    HeaderMapping headers() {
        return new HeaderMapping(headerFilterStrategy);
    }

    public String getDomain() {
        return domain;
    }

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getCommandType() {
        return commandType;
    }

    public void setCommandType(String commandType) {
        this.commandType = commandType;
    }

    public CommandBusConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public HeaderFilterStrategy getHeaderFilterStrategy() {
        return headerFilterStrategy;
    }

    @Override
    public void setHeaderFilterStrategy(HeaderFilterStrategy headerFilterStrategy) {
        this.headerFilterStrategy = headerFilterStrategy;
    }
}
