/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import java.util.Map;
import org.apache.camel.CamelContext;

/** Loads no class of Micrometer unless it is there. */
final class MicrometerDetection {

    /** Whether {@link MicrometerMeters} can be loaded. */
    static final boolean MICROMETER_PRESENT = isPresent("io.micrometer.core.instrument.MeterRegistry");

    private MicrometerDetection() {}

    static MeterGroup open(CamelContext context, Map<String, String> tags) {
        MeterGroup meters = MICROMETER_PRESENT ? MicrometerMeters.find(context, tags) : null;
        return meters == null ? NoMeters.INSTANCE : meters;
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, MicrometerDetection.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
