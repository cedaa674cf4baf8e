/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** Meters that are sampled, as long as anybody reads meters at all. */
public final class Samples {

    private Samples() {}

    /**
     * Has something sampled until the result is closed; nothing if the application has no meters.
     *
     * @param interval zero for never
     * @param key identifies it within the database
     * @param tags of its meters; the tag {@code database} is added
     * @param make makes it with its meters
     */
    public static Sampler.Watch watch(
            CamelContext context,
            DataSource database,
            Duration interval,
            Object key,
            Map<String, String> tags,
            Function<MeterGroup, Sampled> make) {
        Map<String, String> all = new HashMap<>(tags);
        all.put("database", DatabaseName.of(context, database));
        MeterGroup meters = MeterGroup.open(context, all);
        if (!meters.isActive() || interval.isZero()) {
            return () -> {};
        }
        return Sampler.of(context).watch(database, interval, key, () -> make.apply(meters));
    }
}
