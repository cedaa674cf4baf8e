/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

/** Says what each {@link Propagation} means, for transactions that begin and end by our own hand. */
abstract class PropagatedTransactions implements JdbcTransactions {

    @Override
    public final <T> T inTransaction(TransactionOptions options, TransactionWork<T> work) throws Exception {
        boolean active = isActive();
        return switch (options.propagation()) {
            case REQUIRED -> active ? join(work) : begin(options, work);
            case MANDATORY -> {
                if (!active) {
                    throw new IllegalStateException(
                            "Propagation MANDATORY needs a transaction of this data source on this thread, and there is none: begin one"
                                    + " around this block, or use REQUIRED");
                }
                yield join(work);
            }
            case SUPPORTS -> active ? join(work) : withoutTransaction(work);
            case NESTED -> active ? inSavepoint(work) : begin(options, work);
            case REQUIRES_NEW -> active ? suspending(() -> begin(options, work)) : begin(options, work);
            case NOT_SUPPORTED -> active ? suspending(() -> withoutTransaction(work)) : withoutTransaction(work);
            case NEVER -> {
                if (active) {
                    throw new IllegalStateException(
                            "Propagation NEVER refuses to run in a transaction, and one of this data source is active on this thread: move"
                                    + " this block out of it, or use NOT_SUPPORTED");
                }
                yield withoutTransaction(work);
            }
        };
    }

    /** Runs work in a transaction of its own; there is none on this thread. */
    abstract <T> T begin(TransactionOptions options, TransactionWork<T> work) throws Exception;

    /** Runs work in the thread's transaction. */
    abstract <T> T join(TransactionWork<T> work) throws Exception;

    /** Runs work in a savepoint of the thread's transaction. */
    abstract <T> T inSavepoint(TransactionWork<T> work) throws Exception;

    /** Runs a block while the thread's transaction is put aside. */
    abstract <T> T suspending(Block<T> block) throws Exception;

    private <T> T withoutTransaction(TransactionWork<T> work) throws Exception {
        try (LazyConnection lazy = new LazyConnection(target()::getConnection)) {
            return work.run(lazy.connection());
        }
    }

    static IllegalStateException nothingToMark() {
        return new IllegalStateException(
                "There is no transaction of this data source on this thread to mark rollback-only");
    }

    /** What runs while a transaction is suspended. */
    @FunctionalInterface
    interface Block<T> {
        T run() throws Exception;
    }
}
