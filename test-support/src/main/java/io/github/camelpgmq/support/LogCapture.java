/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while a test runs, whatever the configuration of logging shows. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final Level levelBefore;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    private LogCapture(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        levelBefore = logger.getLevel();
        logger.setLevel(level);
        start();
        logger.addAppender(this);
    }

    /** Everything from DEBUG on, whoever logs it. */
    public static LogCapture ofEverything() {
        return new LogCapture(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.DEBUG);
    }

    /** Everything that this library logs from INFO on. */
    public static LogCapture ofLibrary() {
        return new LogCapture("io.github.camelpgmq", Level.INFO);
    }

    /** What this class logs from INFO on. */
    public static LogCapture of(Class<?> source) {
        return of(source, Level.INFO);
    }

    public static LogCapture of(Class<?> source, Level level) {
        return new LogCapture(source.getName(), level);
    }

    @Override
    protected void append(ILoggingEvent event) {
        // The MDC is that of the thread which logs.
        event.prepareForDeferredProcessing();
        events.add(event);
    }

    public List<ILoggingEvent> events() {
        return events;
    }

    public long count(Level level) {
        return events.stream().filter(event -> event.getLevel() == level).count();
    }

    public List<String> warnings() {
        return lines(Level.WARN);
    }

    /** All from INFO on. */
    public List<String> lines() {
        return lines(Level.INFO);
    }

    /** Lines that bring a stack trace with them. */
    public List<String> stackTraces() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO) && event.getThrowableProxy() != null)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private List<String> lines(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(levelBefore);
        stop();
    }
}
