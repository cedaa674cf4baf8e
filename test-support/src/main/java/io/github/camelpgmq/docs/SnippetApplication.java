/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import javax.sql.DataSource;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.main.Main;

/** An application of camel-main that is configured by a snippet of properties. */
public final class SnippetApplication {

    private SnippetApplication() {}

    /**
     * Runs it while the test runs.
     *
     * @param dataSource bound as the only one
     * @param prepare    binds what must be there before it starts
     */
    public static void run(Snippet snippet, DataSource dataSource, LambdaRouteBuilder routes, Step prepare, Step test)
            throws Exception {
        Main main = new Main();
        snippet.properties().forEach((key, value) -> main.addInitialProperty(key.toString(), value.toString()));
        main.bind("dataSource", dataSource);
        main.configure().addLambdaRouteBuilder(routes);
        prepare.run(main);
        try {
            main.start();
            test.run(main);
        } finally {
            main.stop();
        }
    }

    /** A part of a test. */
    @FunctionalInterface
    public interface Step {
        void run(Main main) throws Exception;
    }
}
