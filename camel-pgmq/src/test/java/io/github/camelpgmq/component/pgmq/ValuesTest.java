/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelpgmq.component.pgmq.client.Delay;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    private static final Function<Object, PgmqOperation> OPERATIONS = Values.oneOf(PgmqOperation.class);
    private static final Instant INSTANT = Instant.parse("2030-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "30s,PT30S",
        "PT30S,PT30S",
        "P1D,P1D",
        "1d,P1D",
        "1h30m,PT1H30M",
        "1m500ms,PT1M0.5S",
        "500,PT0.5S",
        "' 5s ',PT5S",
        "0,PT0S"
    })
    void readsDurations(String text, Duration expected) {
        assertThat(Values.delay(text)).isEqualTo(Delay.of(expected));
    }

    @Test
    void readsOtherKindsOfDurations() {
        assertThat(Values.duration(Duration.ofNanos(7))).isEqualTo(Duration.ofNanos(7));
        assertThat(Values.duration(1500)).isEqualTo(Duration.ofMillis(1500));
        assertThat(Values.duration(BigInteger.TEN)).isEqualTo(Duration.ofMillis(10));
        assertThat(Values.duration(10.0)).isEqualTo(Duration.ofMillis(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soon",
                "",
                " ",
                "5x",
                "5 s",
                "-5s",
                "PT-5S",
                "1.5s",
                "s",
                "5s1m",
                "99999999999999999999",
                "300000000d",
                "9223372036854775807",
                "2030-01-01",
                "2030-01-01T00:00:00",
                "2030-13-01T00:00:00Z",
                "'; DROP TABLE x"
            })
    void refusesWhatIsNoDelay(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(text));
    }

    @Test
    void refusesDelaysOfOtherTypesAndBeyondReason() {
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(Long.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.delay(Instant.MAX));
        assertThat(Values.delay(Instant.MIN)).isEqualTo(Delay.until(Instant.EPOCH));
    }

    @Test
    void readsInstants() {
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        calendar.setTimeInMillis(INSTANT.toEpochMilli());
        assertThat(List.of(
                        INSTANT,
                        INSTANT.atOffset(ZoneOffset.ofHours(5)),
                        ZonedDateTime.ofInstant(INSTANT, ZoneOffset.UTC),
                        Date.from(INSTANT),
                        new java.sql.Timestamp(INSTANT.toEpochMilli()),
                        calendar,
                        "2030-01-02T03:04:05Z",
                        "2030-01-02T04:04:05+01:00",
                        "2030-01-02T12:04:05+09:00[Asia/Tokyo]"))
                .allSatisfy(given -> assertThat(Values.delay(given)).isEqualTo(Delay.until(INSTANT)));
    }

    @Test
    void readsWholeSecondsOnly() {
        assertThat(Values.seconds("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Values.seconds(90_000)).isEqualTo(Duration.ofSeconds(90));
        assertThat(Values.seconds(0)).isZero();
        for (Object bad : List.of(90, "1500ms", Duration.ofSeconds(-1), Duration.ofSeconds(1L << 31))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Values.seconds(bad))
                    .withMessageContaining("whole seconds");
        }
    }

    @Test
    void readsNumbersAndOperations() {
        assertThat(Values.number(" 42 ")).isEqualTo(42);
        assertThat(Values.number(42L)).isEqualTo(42);
        for (Object bad : List.of("4 2", "x", "", 1.5, "1e400", "99999999999999999999")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Values.number(bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Values.quantity(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Values.quantity(1L << 31));
        assertThat(OPERATIONS.apply("SENDBATCH")).isEqualTo(PgmqOperation.sendBatch);
        assertThat(OPERATIONS.apply(PgmqOperation.pop)).isEqualTo(PgmqOperation.pop);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPERATIONS.apply("truncate"))
                .withMessageContaining("setVisibilityTimeout");
    }

    @Test
    void readsFlags() {
        assertThat(Values.flag(" TRUE ")).isTrue();
        assertThat(Values.flag(false)).isFalse();
        for (Object bad : List.of("yes", "", 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Values.flag(bad))
                    .withMessageContaining("true or false");
        }
    }

    @Test
    void readsUuidsAsTheDatabaseDoes() {
        UUID id = UUID.randomUUID();
        assertThat(Values.uuid(id)).isEqualTo(id);
        assertThat(Values.uuid(" " + id.toString().toUpperCase(Locale.ROOT) + " "))
                .isEqualTo(id);
        for (Object bad : List.of("1-1-1-1-1", "", 4711, id + "0")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Values.uuid(bad))
                    .withMessageContaining("UUID");
        }
    }
}
