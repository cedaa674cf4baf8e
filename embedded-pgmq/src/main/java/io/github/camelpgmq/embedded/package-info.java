/**
 * A real PostgreSQL with the genuine PGMQ for tests, examples and first runs: start with
 * {@link io.github.camelpgmq.embedded.PgmqServer} in a program and with
 * {@link io.github.camelpgmq.embedded.junit5.PgmqExtension} in a test.
 */
package io.github.camelpgmq.embedded;
