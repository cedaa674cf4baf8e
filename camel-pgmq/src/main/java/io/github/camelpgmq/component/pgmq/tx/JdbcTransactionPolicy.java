/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Configurer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.TransactedPolicy;

/**
 * Runs a part of a route in a JDBC transaction, without Spring or JTA; with a Spring transaction manager for the data source in the
 * registry, in Spring's transaction. Bind one in the registry, and {@code .transacted()} finds it by its type; several are told apart by
 * {@code .transacted("name")} or {@code .policy("name")}. What shall join the transaction uses a {@link TransactionAwareDataSource} over the
 * same data source.
 *
 * <p>The block runs synchronously on one thread. It is rolled back when it ends with an exception that nothing inside it has handled, or
 * with the exchange marked rollback-only. {@code doTry} inside the block can handle an exception and have the rest committed, unless the
 * exception came from an SQL statement: PostgreSQL has then aborted the transaction, and the commit fails; run such a step with propagation
 * NESTED.
 *
 * <p>The route's error handler is around the block, not in it: a redelivery repeats the whole block in a new transaction, and
 * {@code onException} and a dead-letter channel see the exchange after the rollback, outside of the transaction. A route that is called
 * through {@code direct} keeps its own error handler, which then works inside the transaction. If that route has a policy as well, it joins,
 * and its failure dooms the transaction even if its redelivery succeeds later on.
 *
 * <p>Thread-safe once it is set up.
 */
@Metadata(
        label = "bean",
        description = "Transacted policy that runs a part of a route in a JDBC transaction, without Spring or JTA.",
        annotations = {"interfaceName=org.apache.camel.spi.TransactedPolicy"})
@Configurer(metadataOnly = true)
public class JdbcTransactionPolicy implements TransactedPolicy {

    @Metadata(
            description = "The data source of the transactions. By default the only one in the registry, where a"
                    + " TransactionAwareDataSource counts as its target.")
    private DataSource dataSource;

    @Metadata(
            defaultValue = "REQUIRED",
            enums = "REQUIRED,REQUIRES_NEW,MANDATORY,SUPPORTS,NOT_SUPPORTED,NEVER,NESTED",
            description = "What to do with a transaction that is already there. The prefix PROPAGATION_ is accepted.")
    private String propagation = Propagation.REQUIRED.name();

    @Metadata(
            defaultValue = "DEFAULT",
            enums = "DEFAULT,READ_UNCOMMITTED,READ_COMMITTED,REPEATABLE_READ,SERIALIZABLE",
            description = "Isolation of a transaction that begins here. The prefix ISOLATION_ is accepted.")
    private String isolation = Isolation.DEFAULT.name();

    @Metadata(
            javaType = "java.time.Duration",
            description =
                    "How long a transaction that begins here may take. After that no statement starts and nothing commits. Without a"
                            + " value there is no limit.")
    private Duration timeout;

    @Metadata(
            javaType = "boolean",
            defaultValue = "false",
            description = "Whether a transaction that begins here refuses writes.")
    private boolean readOnly;

    /** For bean definitions. */
    public JdbcTransactionPolicy() {}

    public JdbcTransactionPolicy(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public JdbcTransactionPolicy(DataSource dataSource, Propagation propagation) {
        this.dataSource = dataSource;
        this.propagation = propagation.name();
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        BlockErrorHandling.suspend(route);
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
        BlockErrorHandling.resume(route);
        CamelContext context = route.getCamelContext();
        DataSource source = dataSource == null ? onlyDataSource(context) : dataSource;
        return new TransactedBlock(processor, JdbcTransactions.of(context, source), options());
    }

    private TransactionOptions options() {
        return new TransactionOptions(Propagation.parse(propagation), Isolation.parse(isolation), timeout, readOnly);
    }

    private static DataSource onlyDataSource(CamelContext context) {
        Set<DataSource> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        context.getRegistry().findByType(DataSource.class).stream()
                .map(TransactionAwareDataSource::unwrap)
                .forEach(targets::add);
        if (targets.size() != 1) {
            throw new IllegalArgumentException("JdbcTransactionPolicy has no dataSource and the registry has "
                    + targets.size() + " data sources instead of one: set the policy's property dataSource");
        }
        return targets.iterator().next();
    }

    public DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public String getPropagation() {
        return propagation;
    }

    public void setPropagation(String propagation) {
        this.propagation = Propagation.parse(propagation).name();
    }

    public String getIsolation() {
        return isolation;
    }

    public void setIsolation(String isolation) {
        this.isolation = Isolation.parse(isolation).name();
    }

    public Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    public void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }
}
