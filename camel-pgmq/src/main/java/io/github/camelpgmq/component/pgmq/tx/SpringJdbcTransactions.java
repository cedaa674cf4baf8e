/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Transactions of Spring's transaction manager. The only class that refers to Spring; loaded only when Spring is present. */
final class SpringJdbcTransactions implements JdbcTransactions {

    private static final Logger LOG = LoggerFactory.getLogger(SpringJdbcTransactions.class);

    private static final String DATA_SOURCE = "dataSource";

    private final PlatformTransactionManager manager;
    private final DataSource target;
    // What Spring binds the connection to: the very object that the manager was given.
    private final DataSource key;
    private final boolean managesByResource;
    private final ThreadLocal<Deque<Scope>> scopes = new ThreadLocal<>();

    private SpringJdbcTransactions(
            PlatformTransactionManager manager, DataSource target, DataSource key, boolean managesByResource) {
        this.manager = manager;
        this.target = target;
        this.key = key;
        this.managesByResource = managesByResource;
    }

    /** Null if no transaction manager of the registry is this data source's. */
    static JdbcTransactions find(CamelContext context, DataSource dataSource) {
        DataSource target = unwrap(dataSource);
        Set<PlatformTransactionManager> managers = context.getRegistry().findByType(PlatformTransactionManager.class);
        List<PlatformTransactionManager> matching = new ArrayList<>();
        for (PlatformTransactionManager manager : managers) {
            DataSource managed = managedDataSource(manager);
            if (managed != null && unwrap(managed) == target) {
                matching.add(manager);
            }
        }
        if (matching.size() == 1) {
            PlatformTransactionManager manager = matching.get(0);
            return new SpringJdbcTransactions(manager, target, managedDataSource(manager), managesByResource(manager));
        }
        if (managers.size() == 1) {
            PlatformTransactionManager manager = managers.iterator().next();
            if (managedDataSource(manager) == null) {
                return new SpringJdbcTransactions(manager, target, target, false);
            }
        }
        if (!managers.isEmpty()) {
            LOG.info(
                    "None of the registry's {} PlatformTransactionManagers is clearly the one of {}: using transactions without Spring",
                    managers.size(),
                    target);
        }
        return null;
    }

    /** The connection of Spring's transaction of either data source on this thread; null if there is none. */
    static Connection boundConnection(DataSource first, DataSource second) {
        DataSource bound = isBound(first) ? first : isBound(second) ? second : null;
        return bound == null ? null : share(bound);
    }

    private static boolean managesByResource(PlatformTransactionManager manager) {
        return manager instanceof ResourceTransactionManager resources
                && resources.getResourceFactory() instanceof DataSource;
    }

    private static DataSource managedDataSource(PlatformTransactionManager manager) {
        if (managesByResource(manager)) {
            return (DataSource) ((ResourceTransactionManager) manager).getResourceFactory();
        }
        // JpaTransactionManager, say, whose class need not be there.
        BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(manager);
        return properties.isReadableProperty(DATA_SOURCE)
                        && properties.getPropertyValue(DATA_SOURCE) instanceof DataSource exposed
                ? exposed
                : null;
    }

    private static DataSource unwrap(DataSource dataSource) {
        DataSource target = TransactionAwareDataSource.unwrap(dataSource);
        while (target instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
            target = TransactionAwareDataSource.unwrap(delegating.getTargetDataSource());
        }
        return target;
    }

    @Override
    public <T> T inTransaction(TransactionOptions options, TransactionWork<T> work) throws Exception {
        Scope scope = new Scope(options.propagation() == Propagation.NESTED && isActive());
        TransactionStatus status = begin(options);
        scope.status = status;
        Deque<Scope> stack = push(scope);
        T result;
        try {
            result = run(scope, work);
        } catch (Throwable e) {
            rollback(status, e);
            throw e;
        } finally {
            stack.pop();
            if (stack.isEmpty()) {
                scopes.remove();
            }
        }
        boolean rollback = status.isRollbackOnly();
        commit(status);
        if (!rollback) {
            if (scope.savepoint) {
                scope.afterCommit.forEach(this::afterCommit);
            } else {
                AfterCommit.run(scope.afterCommit);
            }
        }
        return result;
    }

    @Override
    public boolean hasSavepoints() {
        return managesByResource;
    }

    private <T> T run(Scope scope, TransactionWork<T> work) throws Exception {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            try (LazyConnection lazy = new LazyConnection(this::getConnection)) {
                return work.run(lazy.connection());
            }
        }
        try (Connection connection = share(key)) {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException(
                        "Spring's transaction manager " + manager + " does not manage the data source " + target
                                + ": bind a transaction manager of this data source in the registry");
            }
            scope.resource = TransactionSynchronizationManager.getResource(key);
            T result = work.run(connection);
            if (!scope.status.isRollbackOnly()) {
                AbortedTransaction.check(connection);
            }
            return result;
        }
    }

    private TransactionStatus begin(TransactionOptions options) throws SQLException {
        try {
            return manager.getTransaction(definition(options));
        } catch (IllegalTransactionStateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (TransactionException e) {
            throw sqlException(e);
        }
    }

    private void commit(TransactionStatus status) throws SQLException {
        try {
            manager.commit(status);
        } catch (UnexpectedRollbackException e) {
            throw new TransactionRolledBackException(e.getMessage(), e);
        } catch (TransactionException e) {
            throw sqlException(e);
        }
    }

    private static SQLException sqlException(TransactionException failure) {
        if (failure.getCause() instanceof SQLException cause) {
            return cause;
        }
        throw failure;
    }

    private void rollback(TransactionStatus status, Throwable cause) {
        try {
            manager.rollback(status);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Deque<Scope> push(Scope scope) {
        Deque<Scope> stack = scopes.get();
        if (stack == null) {
            stack = new ArrayDeque<>(4);
            scopes.set(stack);
        }
        stack.push(scope);
        return stack;
    }

    private static DefaultTransactionDefinition definition(TransactionOptions options) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setPropagationBehaviorName(DefaultTransactionDefinition.PREFIX_PROPAGATION
                + options.propagation().name());
        definition.setIsolationLevelName(DefaultTransactionDefinition.PREFIX_ISOLATION
                + options.isolation().name());
        definition.setReadOnly(options.readOnly());
        if (options.timeout() != null) {
            definition.setTimeout(options.wholeSeconds());
        }
        return definition;
    }

    @Override
    public boolean isActive() {
        return isBound(key)
                || !managesByResource
                        && TransactionSynchronizationManager.isActualTransactionActive()
                        && !TransactionSynchronizationManager.hasResource(key);
    }

    private static boolean isBound(DataSource dataSource) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !(TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder)) {
            return false;
        }
        // A transaction of something else, JMS say, also makes Spring keep one connection per thread: in auto-commit
        // mode.
        try (Connection connection = share(dataSource)) {
            return !connection.getAutoCommit();
        } catch (SQLException e) {
            LOG.debug(
                    "The state of Spring's bound connection cannot be read, taken for a transaction: {}", e.toString());
            return true;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return isActive() ? share(key) : StatementDataSource.open(target);
    }

    private static Connection share(DataSource dataSource) {
        return SharedConnection.of(new SpringOwner(dataSource, DataSourceUtils.getConnection(dataSource)));
    }

    @Override
    public void setRollbackOnly() {
        Scope scope = currentScope();
        if (scope != null) {
            scope.status.setRollbackOnly();
        } else if (isActive()
                && TransactionSynchronizationManager.getResource(key) instanceof ConnectionHolder holder) {
            holder.setRollbackOnly();
        } else {
            throw PropagatedTransactions.nothingToMark();
        }
    }

    @Override
    public boolean isRollbackOnly() {
        Scope scope = currentScope();
        if (scope != null && scope.status.isRollbackOnly()) {
            return true;
        }
        return isActive()
                && TransactionSynchronizationManager.getResource(key) instanceof ConnectionHolder holder
                && holder.isRollbackOnly();
    }

    /** The innermost of our blocks, if the thread's transaction is its own and not one that Spring's own means began within. */
    private Scope currentScope() {
        Deque<Scope> stack = scopes.get();
        if (stack == null || !isActive()) {
            return null;
        }
        Scope scope = stack.peek();
        return scope.resource == TransactionSynchronizationManager.getResource(key) ? scope : null;
    }

    /** The innermost of our blocks that began the thread's transaction or a savepoint of it. */
    private Scope collectingScope() {
        Scope current = currentScope();
        if (current == null) {
            return null;
        }
        for (Scope scope : scopes.get()) {
            if (scope.resource != current.resource) {
                return null;
            }
            if (scope.savepoint || scope.status.isNewTransaction()) {
                return scope;
            }
        }
        return null;
    }

    /** In a transaction that Spring's own means began, the action must not use the database on this thread: Spring still binds the connection. */
    @Override
    public void afterCommit(Runnable action) {
        Scope scope = collectingScope();
        if (scope != null) {
            scope.afterCommit.add(action);
        } else if (isActive() && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new AfterCompletion(action));
        } else {
            AfterCommit.run(action);
        }
    }

    @Override
    public DataSource target() {
        return target;
    }

    @Override
    public String toString() {
        return "JdbcTransactions[" + target + " by " + manager.getClass().getSimpleName() + "]";
    }

    /** One of our blocks. */
    private static final class Scope {

        private final boolean savepoint;
        private final List<Runnable> afterCommit = new ArrayList<>(1);
        private TransactionStatus status;
        private Object resource;

        private Scope(boolean savepoint) {
            this.savepoint = savepoint;
        }
    }

    // After completion rather than after commit: an exception cannot reach the committer.
    private record AfterCompletion(Runnable action) implements TransactionSynchronization {

        @Override
        public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) {
                AfterCommit.run(action);
            }
        }
    }

    private static final class SpringOwner implements SharedConnection.Owner {

        private final DataSource dataSource;
        private final Connection connection;

        private SpringOwner(DataSource dataSource, Connection connection) {
            this.dataSource = dataSource;
            this.connection = connection;
        }

        @Override
        public Connection delegate() {
            return connection;
        }

        @Override
        public void prepare(Statement statement) throws SQLException {
            DataSourceUtils.applyTransactionTimeout(statement, dataSource);
        }

        @Override
        public void released() {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
