/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * What the template of a Kamelet uses in place of a component: with {@code jdbcUrl} a component with a connection pool
 * of its own, which ends with the context, without it the context's component. Each instance of a Kamelet has its own.
 */
public abstract class KameletDatabase extends DefaultComponent {

    private final ReentrantLock lock = new ReentrantLock();
    private String jdbcUrl;
    private String username;
    private String password;
    private int maximumPoolSize = 10;
    private DatabaseComponent component;

    @Override
    public Endpoint createEndpoint(String uri, Map<String, Object> properties) throws Exception {
        return component().createEndpoint(uri, properties);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        return component().createEndpoint(uri, parameters);
    }

    private DatabaseComponent component() throws Exception {
        lock.lock();
        try {
            if (component == null) {
                component = isGiven(jdbcUrl) ? ownComponent() : contextComponent();
            }
            return component;
        } finally {
            lock.unlock();
        }
    }

    private DatabaseComponent contextComponent() {
        if (isGiven(username) || isGiven(password)) {
            throw new IllegalArgumentException(
                    "The Kamelet has a username or a password, but no jdbcUrl to use them for."
                            + " Set jdbcUrl, or leave them out: then the Kamelet uses the component " + scheme()
                            + " of the application");
        }
        checkWithoutDatabase();
        return getCamelContext().getComponent(scheme(), DatabaseComponent.class);
    }

    private static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** The name of the component that the Kamelet is for. */
    protected abstract String scheme();

    /**
     * Checks the options that are of no use without {@code jdbcUrl}.
     *
     * @throws IllegalArgumentException if there is one
     */
    protected abstract void checkWithoutDatabase();

    /** The component for {@code jdbcUrl}, in the context's care. */
    protected abstract DatabaseComponent ownComponent() throws Exception;

    /**
     * Gives a new component its database, and itself to the context, which starts and stops it.
     *
     * @param own a component with whatever else it needs
     */
    protected final <T extends DatabaseComponent> T open(T own) {
        own.setAutowiredEnabled(false);
        own.setJdbcUrl(jdbcUrl);
        own.setUsername(username);
        own.setPassword(password);
        own.setMaximumPoolSize(maximumPoolSize);
        getCamelContext()
                .addComponent(
                        scheme() + "-" + getCamelContext().getUuidGenerator().generateUuid(), own);
        return own;
    }

    public String getJdbcUrl() {
        return jdbcUrl;
    }

    public void setJdbcUrl(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public int getMaximumPoolSize() {
        return maximumPoolSize;
    }

    public void setMaximumPoolSize(int maximumPoolSize) {
        this.maximumPoolSize = maximumPoolSize;
    }
}
