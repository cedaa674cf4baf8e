/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.TypeConverterRegistry;

/**
 * Converters from text that the application, or a library of its, has given to a CamelContext. Camel goes through all of its
 * converters to find that there is none, so the types for which it has found none are remembered until a converter is added.
 * Thread-safe.
 */
final class ConvertersOfApplication {

    private final TypeConverter converter;
    private final TypeConverterRegistry registry;
    private final Set<Class<?>> without = ConcurrentHashMap.newKeySet();
    private volatile int size;

    private ConvertersOfApplication(CamelContext context) {
        this.converter = context.getTypeConverter();
        this.registry = context.getTypeConverterRegistry();
        this.size = registry.size();
    }

    static ConvertersOfApplication of(CamelContext context) {
        ExtendedCamelContext extended = context.getCamelContextExtension();
        ConvertersOfApplication known = extended.getContextPlugin(ConvertersOfApplication.class);
        if (known == null) {
            // Two at once remember on their own for a moment, which does no harm.
            known = new ConvertersOfApplication(context);
            extended.addContextPlugin(ConvertersOfApplication.class, known);
        }
        return known;
    }

    /** The text as the type, or null if no converter does that. It leaves no trace in Camel's registry then. */
    <T> T tryConvert(Class<T> type, Exchange exchange, String text) {
        int now = registry.size();
        if (now != size) {
            without.clear();
            size = now;
        }
        if (without.contains(type)) {
            return null;
        }
        T converted = converter.tryConvertTo(type, exchange, text);
        // A converter that has failed with this text may convert the next one.
        if (converted == null && registry.lookup(type, String.class) == null) {
            without.add(type);
        }
        return converted;
    }
}
