/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What tests share. A test of the component extends {@code PgmqTestBase} and needs little of this.
 *
 * <ul>
 *   <li>SQL around what is tested: {@code TestSql}; connections with a name, and ending them: {@code Server}.
 *   <li>Another context, pool or JVM: {@code CamelNode}; in a process of its own: {@code ChildJvm} with {@code SendingWorker},
 *       {@code EffectWorker} or {@code RequesterProcess}.
 *   <li>Another database, role or version of PGMQ: {@code FreshDatabase}, {@code TestRole}, {@code PgmqVersion},
 *       {@code VersionDatabases}; another server: {@code DebianPostgres}, {@code PgBouncer}.
 *   <li>Trouble: {@code TcpProxy} for the network, {@code ServerProcesses} for the server, {@code PoolerConnections} for poolers.
 *   <li>Looking on: {@code LogCapture}, {@code StatementSpy}, {@code SpyDataSource}.
 * </ul>
 */
package io.github.camelpgmq.component.pgmq.support;
