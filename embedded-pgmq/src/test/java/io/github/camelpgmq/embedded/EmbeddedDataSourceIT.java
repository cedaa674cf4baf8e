/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class EmbeddedDataSourceIT {

    @Test
    void startsAtTheFirstConnectionAndEndsWhenClosed() throws SQLException {
        EmbeddedDataSource dataSource = new EmbeddedDataSource();
        try {
            assertThat(Queries.value(dataSource, "SELECT pgmq.send('greetings', '{}') FROM pgmq.create('greetings')"))
                    .isEqualTo("1");
            assertThat(Queries.value(dataSource, "SELECT queue_length FROM pgmq.metrics('greetings')"))
                    .as("in the same database")
                    .isEqualTo("1");
        } finally {
            dataSource.close();
        }
        assertThatThrownBy(dataSource::getConnection).isInstanceOf(SQLException.class);
    }

    @Test
    void startsNothingThatNobodyUses() {
        EmbeddedDataSource dataSource = new EmbeddedDataSource();
        dataSource.close();
        assertThat(dataSource.getUser()).isNull();
    }
}
