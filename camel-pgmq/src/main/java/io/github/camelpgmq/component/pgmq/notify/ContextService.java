/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.Service;

/** Services of which a CamelContext has one, made on first use ({@link CamelContext#addService}). Thread-safe. */
public final class ContextService {

    private static final ReentrantLock CREATION = new ReentrantLock();

    private ContextService() {}

    /** The context's service of this type; Camel stops it after routes, endpoints and components. */
    public static <T extends Service> T of(CamelContext context, Class<T> type, Supplier<T> make) {
        CREATION.lock();
        try {
            T service = context.hasService(type);
            if (service == null) {
                service = make.get();
                context.addService(service, true, true);
            }
            return service;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        } finally {
            CREATION.unlock();
        }
    }
}
