/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a route's error handler out of a block while the block is created. Camel then puts it around the block as a whole, so that a
 * redelivery is a new transaction.
 */
final class BlockErrorHandling {

    private static final Logger LOG = LoggerFactory.getLogger(BlockErrorHandling.class);
    // A component compiles against camel-support only, which does not have the model; a route cannot exist without it.
    private static final String NO_ERROR_HANDLER = "org.apache.camel.model.errorhandler.NoErrorHandlerDefinition";

    private static final String PROPERTY = "CamelPgmqErrorHandlersOutsideOfBlocks";

    private BlockErrorHandling() {}

    static void suspend(Route route) {
        Class<ErrorHandlerFactory> type =
                route.getCamelContext().getClassResolver().resolveClass(NO_ERROR_HANDLER, ErrorHandlerFactory.class);
        if (type == null) {
            LOG.warn(
                    "Class {} is not found: in route {} redelivery and onException stay inside the transaction",
                    NO_ERROR_HANDLER,
                    route.getRouteId());
            return;
        }
        suspended(route).push(route.getErrorHandlerFactory());
        route.setErrorHandlerFactory(route.getCamelContext().getInjector().newInstance(type, false));
    }

    static void resume(Route route) {
        Deque<ErrorHandlerFactory> suspended = suspended(route);
        if (!suspended.isEmpty()) {
            route.setErrorHandlerFactory(suspended.pop());
        }
    }

    @SuppressWarnings("unchecked")
    private static Deque<ErrorHandlerFactory> suspended(Route route) {
        Map<String, Object> properties = route.getProperties();
        return (Deque<ErrorHandlerFactory>)
                properties.computeIfAbsent(PROPERTY, key -> new ArrayDeque<ErrorHandlerFactory>(2));
    }
}
