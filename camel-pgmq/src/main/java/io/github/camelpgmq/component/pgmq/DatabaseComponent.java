/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.HealthCheckComponent;

/** A component over one PostgreSQL database: its data source, or a pool of its own. */
public abstract class DatabaseComponent extends HealthCheckComponent {

    private static final Duration SHORTEST_METRICS_INTERVAL = Duration.ofMillis(100);

    @Metadata(
            label = "common",
            autowired = true,
            description =
                    "The database with PGMQ. A TransactionAwareDataSource lets senders join the route's transaction.")
    private DataSource dataSource;

    @Metadata(
            label = "consumer,advanced",
            description = "Where the LISTEN connection comes from, if the data source is behind a transaction pooler")
    private DataSource listenDataSource;

    @Metadata(
            label = "common",
            description = "JDBC URL of the database; the component then has a connection pool of its own")
    private String jdbcUrl;

    @Metadata(label = "security", secret = true, description = "User for jdbcUrl")
    private String username;

    @Metadata(label = "security", secret = true, description = "Password for jdbcUrl")
    private String password;

    @Metadata(label = "common", defaultValue = "10", description = "The most connections of the component's own pool")
    private int maximumPoolSize = 10;

    @Metadata(
            label = "advanced",
            defaultValue = "30s",
            javaType = "java.time.Duration",
            description =
                    "With Micrometer: how often the sizes of the queues that are consumed from are sampled for their meters, in one statement for each database; 0 = never")
    private Duration metricsInterval = Duration.ofSeconds(30);

    private HikariDataSource ownPool;

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        openOwnPool();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!metricsInterval.isZero() && metricsInterval.compareTo(SHORTEST_METRICS_INTERVAL) < 0) {
            throw new IllegalArgumentException("metricsInterval must be 0 (never) or at least "
                    + SHORTEST_METRICS_INTERVAL.toMillis() + " ms, but is " + metricsInterval.toMillis() + " ms");
        }
        // camel-main sets the options between the two.
        openOwnPool();
    }

    private void openOwnPool() {
        if (jdbcUrl != null && ownPool == null) {
            ownPool = ConnectionPool.open("camel-" + getDefaultName(), jdbcUrl, username, password, maximumPoolSize);
        }
    }

    @Override
    protected void doShutdown() throws Exception {
        if (ownPool != null) {
            // The hub lives as long as the context and would find its pool closed.
            hub(ownPool).close();
            ownPool.close();
            ownPool = null;
        }
        super.doShutdown();
    }

    /**
     * The transactions of the database that is meant: the one given, else the component's pool, else its data source.
     *
     * @param user who asks, for the message
     * @param own the endpoint's own data source, or null
     * @throws IllegalArgumentException if there is none
     */
    public JdbcTransactions transactions(String user, DataSource own) {
        DataSource database = database(own);
        if (database == null) {
            throw new IllegalArgumentException("No database for " + user
                    + ": bind one DataSource bean, or set dataSource=#bean, or the component's jdbcUrl");
        }
        return JdbcTransactions.of(getCamelContext(), database);
    }

    /** The database that is meant: the one given, else the component's pool, else its data source; null if there is none. */
    protected DataSource database(DataSource own) {
        return own != null ? own : ownPool != null ? ownPool : dataSource;
    }

    /** The wake-ups of a database. */
    public NotificationHub hub(DataSource database) {
        return NotificationHub.of(getCamelContext(), database, listenDataSource);
    }

    public DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public DataSource getListenDataSource() {
        return listenDataSource;
    }

    public void setListenDataSource(DataSource listenDataSource) {
        this.listenDataSource = listenDataSource;
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

    public Duration getMetricsInterval() {
        return metricsInterval;
    }

    public void setMetricsInterval(Duration metricsInterval) {
        this.metricsInterval = metricsInterval;
    }

    public int getMaximumPoolSize() {
        return maximumPoolSize;
    }

    public void setMaximumPoolSize(int maximumPoolSize) {
        this.maximumPoolSize = maximumPoolSize;
    }
}
