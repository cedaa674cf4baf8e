/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.SendDynamicAware;
import org.apache.camel.spi.annotations.SendDynamic;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets {@code toD("pgmq:${header.queue}?...")} use one endpoint and producer, {@code pgmq:*?...}, for all queues: the
 * name goes along in the header {@code CamelPgmqOverrideQueue}, unless that header is set already.
 *
 * <p>As long as the options of the toD are constant they stay what they are: a question mark in the dynamic part belongs
 * to the queue's name and adds no options.
 */
@SendDynamic("pgmq")
public class PgmqSendDynamicAware extends ServiceSupport implements SendDynamicAware {

    private CamelContext camelContext;
    private String scheme;

    @Override
    public DynamicAwareEntry prepare(Exchange exchange, String uri, String originalUri) {
        return new DynamicAwareEntry(uri, originalUri, null, null);
    }

    @Override
    public String resolveStaticUri(Exchange exchange, DynamicAwareEntry entry) {
        Target target = Target.of(entry);
        return target.dynamic() ? scheme + ":" + PgmqEndpoint.ANY_QUEUE + target.query() : null;
    }

    @Override
    public Processor createPreProcessor(Exchange exchange, DynamicAwareEntry entry) {
        Target target = Target.of(entry);
        if (!target.dynamic() || exchange.getMessage().getHeader(PgmqConstants.OVERRIDE_QUEUE) != null) {
            return null;
        }
        return prepared -> prepared.getMessage().setHeader(PgmqConstants.OVERRIDE_QUEUE, target.queue());
    }

    /** None: the producer takes the header off. */
    @Override
    public Processor createPostProcessor(Exchange exchange, DynamicAwareEntry entry) {
        return null;
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    @Override
    public String getScheme() {
        return scheme;
    }

    @Override
    public void setScheme(String scheme) {
        this.scheme = scheme;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    /**
     * The parts of an evaluated URI.
     *
     * @param dynamic whether the queue's name is an expression in the toD
     * @param query the options with their question mark, or an empty text
     */
    private record Target(String queue, String query, boolean dynamic) {

        static Target of(DynamicAwareEntry entry) {
            String original = withoutScheme(entry.getOriginalUri());
            String evaluated = withoutScheme(entry.getUri());
            int options = queryStart(original);
            String originalQueue = original.substring(0, options);
            String originalQuery = original.substring(options);
            int end = originalQuery.contains("{") || !evaluated.endsWith(originalQuery)
                    ? queryStart(evaluated)
                    : evaluated.length() - originalQuery.length();
            String queue = evaluated.substring(0, end);
            return new Target(queue, evaluated.substring(end), !queue.equals(originalQueue));
        }

        private static String withoutScheme(String uri) {
            String path = uri.trim();
            path = path.substring(path.indexOf(':') + 1);
            return path.startsWith("//") ? path.substring(2) : path;
        }

        /** Where the options begin; a question mark inside of an expression is not the one. */
        private static int queryStart(String path) {
            int depth = 0;
            for (int i = 0; i < path.length(); i++) {
                switch (path.charAt(i)) {
                    case '{' -> depth++;
                    case '}' -> depth--;
                    case '?' -> {
                        if (depth <= 0) {
                            return i;
                        }
                    }
                    default -> {}
                }
            }
            return path.length();
        }
    }
}
