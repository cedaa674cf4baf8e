/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;

/** The MBeans of a CamelContext, through the MBean server as a console sees them. */
public final class Mbeans {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final CamelContext context;

    public Mbeans(CamelContext context) {
        this.context = context;
    }

    /** The consumer of a route. */
    public ObjectName consumer(String routeId) throws JMException {
        for (ObjectName name : named("consumers")) {
            if (routeId.equals(server.getAttribute(name, "RouteId"))) {
                return name;
            }
        }
        throw new AssertionError("No consumer of route " + routeId + " among " + named("consumers"));
    }

    /** The component of a scheme. */
    public ObjectName component(String scheme) throws JMException {
        return named("components").stream()
                .filter(name -> name.getKeyProperty("name").equals('"' + scheme + '"'))
                .findFirst()
                .orElseThrow();
    }

    public Object attribute(ObjectName bean, String name) throws JMException {
        return server.getAttribute(bean, name);
    }

    /** Calls an operation whose parameters are texts. */
    public Object call(ObjectName bean, String operation, String... parameters) throws JMException {
        String[] types = new String[parameters.length];
        Arrays.fill(types, String.class.getName());
        assertThat(server.getMBeanInfo(bean).getOperations())
                .extracting(one -> one.getName())
                .contains(operation);
        return server.invoke(bean, operation, parameters, types);
    }

    private Set<ObjectName> named(String type) throws JMException {
        return server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=" + type + ",*"),
                null);
    }
}
