/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What tests of both components share. It knows nothing of either.
 *
 * <ul>
 *   <li>SQL around what is tested: {@code TestSql}; connections with a name, and ending them: {@code Server}.
 *   <li>Another JVM: {@code ChildJvm}; another database or role: {@code FreshDatabase}, {@code TestRole}; another server:
 *       {@code DebianPostgres}, {@code PgBouncer}; another version of PGMQ: {@code PgmqVersion}, {@code VersionDatabases}.
 *   <li>Trouble: {@code TcpProxy} for the network, {@code ServerProcesses} for the server, {@code PoolerConnections} for poolers.
 *   <li>Looking on: {@code LogCapture}, {@code StatementSpy}, {@code SpyDataSource}.
 * </ul>
 */
package io.github.camelpgmq.support;
