/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.consumer.BoundedExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.spi.ExecutorServiceManager;

/**
 * Does what a commit has left to do in the database: on the caller's thread, unless the connection of the transaction is still bound to it, as
 * when Spring's own means began it. To wait there for another connection could take the last ones of the pool. Thread-safe.
 */
final class CommittedWork {

    private final CommandBusComponent component;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock; made when it is needed for the first time.
    private ExecutorService thread;
    private Executor one;

    CommittedWork(CommandBusComponent component) {
        this.component = component;
    }

    /** @param work throws nothing */
    void run(Runnable work) {
        if (component.transactions().isActive()) {
            thread().execute(work);
        } else {
            work.run();
        }
    }

    private Executor thread() {
        lock.lock();
        try {
            if (thread == null) {
                thread = threads().newSingleThreadExecutor(this, "commandbus-after-commit");
                one = BoundedExecutor.of(thread, 1);
            }
            return one;
        } finally {
            lock.unlock();
        }
    }

    /** Ends when what was begun is done. */
    void close() {
        lock.lock();
        try {
            if (thread != null) {
                threads().shutdownGraceful(thread);
                thread = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private ExecutorServiceManager threads() {
        return component.getCamelContext().getExecutorServiceManager();
    }
}
