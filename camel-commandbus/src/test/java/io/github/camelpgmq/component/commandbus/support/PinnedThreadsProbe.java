/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Pins virtual threads on purpose and tells what is seen of it: one that sleeps below a native frame, and one that sleeps while a class is
 * initialised. Needs {@link #NATIVE_REFLECTION}. Monitors would not do: they pin no thread since Java 24.
 */
public final class PinnedThreadsProbe {

    public static final String RESULT = "result: ";

    /** Lets {@link Method#invoke} be a native frame. */
    public static final String NATIVE_REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    private PinnedThreadsProbe() {}

    public static void main(String[] arguments) throws Exception {
        Method sleepInNative = PinnedThreadsProbe.class.getDeclaredMethod("sleep");
        try (PinnedThreads pinned = new PinnedThreads()) {
            onVirtualThread(() -> sleepInNative.invoke(null));
            onVirtualThread(SlowToInitialise::touch);
            onVirtualThread(PinnedThreadsProbe::sleep);
            System.out.println(RESULT + pinned.places());
        }
    }

    static void sleep() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(10);
    }

    /** Java 17's classes know no virtual threads. */
    private static void onVirtualThread(Work work) throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                work.run();
                end.complete(null);
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        };
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        end.get();
    }

    private interface Work {

        void run() throws Exception;
    }

    private static final class SlowToInitialise {

        static {
            try {
                sleep();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static void touch() {
            // Whoever is first initialises the class.
        }
    }
}
