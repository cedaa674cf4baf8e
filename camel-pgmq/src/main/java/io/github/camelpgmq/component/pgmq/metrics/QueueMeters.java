/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.GAUGE;
import static io.github.camelpgmq.component.pgmq.metrics.Meter.Kind.TIME_GAUGE;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** The meters of a queue that is consumed from, whoever does it: how many messages it holds, and how old the oldest is. */
public final class QueueMeters implements Sampled {

    /** How many messages there are. */
    public static final Meter DEPTH = new Meter(
            "pgmq.queue.depth",
            GAUGE,
            List.of("queue", "database"),
            "Messages in the queue, visible or not: exact up to 10,000, estimated beyond");

    /** How old the oldest message is. */
    public static final Meter OLDEST_AGE = new Meter(
            "pgmq.queue.oldest.age",
            TIME_GAUGE,
            List.of("queue", "database"),
            "Time since the oldest message was sent; 0 if the queue is empty");

    private final QueueName queue;
    private final MeterGroup meters;
    private String select;
    private volatile double size = Double.NaN;
    private volatile double age = Double.NaN;

    private QueueMeters(QueueName queue, MeterGroup meters) {
        this.queue = queue;
        this.meters = meters;
        meters.gauge(DEPTH, () -> size);
        meters.gauge(OLDEST_AGE, () -> age);
    }

    /**
     * Has the queue sampled until the result is closed.
     *
     * @param interval zero for never
     */
    public static Sampler.Watch watch(CamelContext context, DataSource database, Duration interval, QueueName queue) {
        return Samples.watch(
                context,
                database,
                interval,
                queue.table(),
                Map.of("queue", queue.name()),
                meters -> new QueueMeters(queue, meters));
    }

    @Override
    public String select(Connection connection) throws SQLException {
        if (select == null) {
            select = QueueSize.select(connection, queue);
        }
        return select;
    }

    @Override
    public void read(double sampledSize, double sampledAge) {
        size = sampledSize;
        age = sampledSize == 0 ? 0 : sampledAge;
    }

    @Override
    public void close() {
        meters.close();
    }
}
