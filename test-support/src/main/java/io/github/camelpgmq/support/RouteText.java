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

    private RouteText() {}

    /**
     * Adds and starts routes. XML is skipped with {@link NewestCamel}, for camel-xml-io-dsl is not on Maven Central.
     *
     * @param fileName whose ending says in which language they are
     */
    public static void load(CamelContext camel, String fileName, String routes) throws Exception {
        if (fileName.endsWith(".xml")) {
            assumeThat(NewestCamel.inUse()).as("without camel-xml-io-dsl").isFalse();
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(fileName, routes));
    }
}
