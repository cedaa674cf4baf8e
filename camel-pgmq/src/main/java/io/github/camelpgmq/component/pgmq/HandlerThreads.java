/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import java.util.concurrent.ExecutorService;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** Makes the threads of a consumer's handlers through Camel's {@link ExecutorServiceManager}. */
public final class HandlerThreads {

    private HandlerThreads() {}

    /**
     * A pool of a fixed size. What comes when it is shut down is refused: Camel's default would drop it without a word, and the engine
     * would wait for it for ever.
     *
     * @param owner ends the pool
     */
    public static ExecutorService open(ExecutorServiceManager manager, Object owner, String name, int size) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(size);
        profile.setMaxPoolSize(size);
        profile.setKeepAliveTime(0L);
        // The engine's fetches bound the queue; a bound of its own would refuse what was fetched.
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setAllowCoreThreadTimeOut(false);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return manager.newThreadPool(owner, name, profile);
    }
}
