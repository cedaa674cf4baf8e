/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Routes as text, in XML or YAML. */
public final class RouteText {

    /** Its camel-xml-io-dsl is not on Maven Central. */
    private static final String WITHOUT_XML = "4.22.0";

    private RouteText() {}

    /**
     * Adds and starts routes. With the Camel that has no reader for XML the test is skipped.
     *
     * @param fileName whose ending says in which language they are
     */
    public static void load(CamelContext camel, String fileName, String routes) throws Exception {
        if (fileName.endsWith(".xml")) {
            assumeThat(camel.getVersion()).as("A Camel that reads XML").isNotEqualTo(WITHOUT_XML);
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(fileName, routes));
    }
}
