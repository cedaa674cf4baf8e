/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * What the template of a Kamelet uses in place of a component: with {@code jdbcUrl} a component with a connection pool
 * of its own, which ends with the context, without it the context's component. Each instance of a Kamelet has its own.
 *
 * @param <C> the component
 */
public abstract class KameletDatabase<C extends DatabaseComponent> extends DefaultComponent {

    private final ReentrantLock lock = new ReentrantLock();
    private final String scheme;
    private final C component;
    private DatabaseComponent used;

    /**
     * @param scheme the name of the component that the Kamelet is for
     * @param component a new one, for a database of the Kamelet's own
     */
    protected KameletDatabase(String scheme, C component) {
        this.scheme = scheme;
        this.component = component;
        component.setAutowiredEnabled(false);
    }

    /** Takes the parameters of the Kamelet, such as {@code component.jdbcUrl}. It is started only if that one is set. */
    public final C getComponent() {
        return component;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        super.setCamelContext(context);
        // Camel initializes a component before it sets its options.
        component.setCamelContext(context);
    }

    @Override
    public Endpoint createEndpoint(String uri, Map<String, Object> properties) throws Exception {
        return used().createEndpoint(uri, properties);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        return used().createEndpoint(uri, parameters);
    }

    private DatabaseComponent used() {
        lock.lock();
        try {
            if (used == null) {
                used = isGiven(component.getJdbcUrl()) ? ownComponent() : contextComponent();
            }
            return used;
        } finally {
            lock.unlock();
        }
    }

    private DatabaseComponent contextComponent() {
        if (isGiven(component.getUsername()) || isGiven(component.getPassword())) {
            throw new IllegalArgumentException(
                    "The Kamelet has a username or a password, but no jdbcUrl to use them for."
                            + " Set jdbcUrl, or leave them out: then the Kamelet uses the component " + scheme
                            + " of the application");
        }
        checkWithoutDatabase();
        return getCamelContext().getComponent(scheme, DatabaseComponent.class);
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /**
     * Checks the options that are of no use without {@code jdbcUrl}.
     *
     * @throws IllegalArgumentException if there is one
     */
    protected void checkWithoutDatabase() {
        // The connection is all that most Kamelets set at the component.
    }

    /** The component for {@code jdbcUrl}, in the context's care. */
    protected DatabaseComponent ownComponent() {
        return open();
    }

    /** Gives the component to the context, which starts and stops it. */
    protected final C open() {
        getCamelContext()
                .addComponent(
                        scheme + "-" + getCamelContext().getUuidGenerator().generateUuid(), component);
        return component;
    }
}
