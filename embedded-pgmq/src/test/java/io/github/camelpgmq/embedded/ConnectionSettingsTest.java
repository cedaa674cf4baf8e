/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://db:5433/app jdbc:postgresql://db:5433/x",
                "jdbc:postgresql://db/app?ssl=true jdbc:postgresql://db/x?ssl=true",
                "jdbc:postgresql://db1:1,db2:2/app?user=u&ssl=true&password=p jdbc:postgresql://db1:1,db2:2/x?ssl=true",
                "jdbc:postgresql://[::1]:5433/app jdbc:postgresql://[::1]:5433/x",
                "jdbc:postgresql://db/ jdbc:postgresql://db/x",
                "jdbc:postgresql:app jdbc:postgresql://localhost:5432/x"
            })
    void replacesTheDatabase(String url, String expected) {
        ConnectionSettings settings = ConnectionSettings.parse(url, null, null).withDatabase("x");
        assertThat(settings.url()).isEqualTo(expected);
    }

    @Test
    void takesCredentialsFromTheAddressUnlessGiven() {
        String url = "jdbc:postgresql://db/app?user=u&password=p";
        assertThat(ConnectionSettings.parse(url, null, null))
                .extracting(ConnectionSettings::username, ConnectionSettings::password)
                .containsExactly("u", "p");
        assertThat(ConnectionSettings.parse(url, "other", "secret"))
                .extracting(ConnectionSettings::username, ConnectionSettings::password)
                .containsExactly("other", "secret");
        assertThat(ConnectionSettings.parse("jdbc:postgresql://db/app", null, null))
                .extracting(ConnectionSettings::username, ConnectionSettings::password)
                .containsExactly("postgres", null);
    }

    @Test
    void refusesOtherAddressesWithoutRepeatingThem() {
        assertThatThrownBy(() -> ConnectionSettings.parse("jdbc:mysql://db/app?password=secret", null, null))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.url")
                .hasMessageNotContaining("secret");
    }
}
