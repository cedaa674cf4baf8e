/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.ops.TroubleshootingSize;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.metrics.MeterGroup;
import io.github.camelpgmq.component.pgmq.metrics.Sampled;
import java.sql.Connection;

/** How many commands of a domain wait for an operator, as sampled last. */
final class TroubleshootingMeter implements Sampled {

    private final String select;
    private final MeterGroup meters;
    private volatile double size = Double.NaN;

    /** @param meters closed with this */
    TroubleshootingMeter(CommandStore store, MeterGroup meters) {
        this.select = TroubleshootingSize.select(store);
        this.meters = meters;
        meters.gauge(DomainMeters.TROUBLESHOOTING, () -> size);
    }

    @Override
    public String select(Connection connection) {
        return select;
    }

    @Override
    public void read(double sampledSize, double age) {
        size = sampledSize;
    }

    @Override
    public void close() {
        meters.close();
    }
}
