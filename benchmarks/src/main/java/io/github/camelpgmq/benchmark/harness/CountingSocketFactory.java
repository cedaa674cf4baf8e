/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;

/**
 * Counts round trips: the times that a connection reads after it has written. For pgjdbc's connection property
 * {@code socketFactory}; {@code socketFactoryArg} names the counter, so that every contestant has one.
 */
public final class CountingSocketFactory extends SocketFactory {

    private static final Map<String, LongAdder> COUNTERS = new ConcurrentHashMap<>();

    private final LongAdder roundTrips;

    /** @param counter the name of the counter */
    public CountingSocketFactory(String counter) {
        roundTrips = counter(counter);
    }

    static long roundTrips(String counter) {
        return counter(counter).sum();
    }

    private static LongAdder counter(String name) {
        return COUNTERS.computeIfAbsent(name, n -> new LongAdder());
    }

    @Override
    public Socket createSocket() {
        return new CountingSocket(roundTrips);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new UnsupportedOperationException("pgjdbc connects its sockets itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }

    private static final class CountingSocket extends Socket {

        private final LongAdder roundTrips;
        private volatile boolean asked;

        CountingSocket(LongAdder roundTrips) {
            this.roundTrips = roundTrips;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    answered();
                    return in.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    answered();
                    return in.read(bytes, offset, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(int value) throws IOException {
                    asked = true;
                    out.write(value);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    asked = true;
                    out.write(bytes, offset, length);
                }
            };
        }

        private void answered() {
            if (asked) {
                asked = false;
                roundTrips.increment();
            }
        }
    }
}
