/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.Load;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;

/** Threads that send one message after the other. */
final class PeerSending implements RoundRunner {

    private static final String BODY = PeerQueue.message(7);
    private static final int PATIENCE_SECONDS = 10;

    private final PeerQueue queue;
    private final CamelNode node;
    private final Endpoint endpoint;
    private final Load load;
    private final int threads;
    private final int each;

    /** @param each how many a thread sends in a round */
    PeerSending(PeerQueue queue, CamelNode node, String uri, int threads, int each) {
        this.queue = queue;
        this.node = node;
        this.endpoint = node.camel().getEndpoint(uri);
        this.load = new Load(threads);
        this.threads = threads;
        this.each = each;
    }

    @Override
    public void prepare() throws Exception {
        queue.clear();
    }

    @Override
    public Sample run() throws Exception {
        long messages = (long) threads * each;
        Sample sample = load.measure(messages, thread -> {
            for (int i = 0; i < each; i++) {
                node.template().sendBody(endpoint, ExchangePattern.InOnly, BODY);
            }
        });
        // Artemis counts a message a moment after its send has returned.
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (queue.size() < messages && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        if (queue.size() != messages) {
            throw new IllegalStateException(queue.size() + " messages are in the queue instead of " + messages);
        }
        return sample;
    }

    @Override
    public void close() throws Exception {
        load.close();
        node.close();
        queue.close();
    }
}
