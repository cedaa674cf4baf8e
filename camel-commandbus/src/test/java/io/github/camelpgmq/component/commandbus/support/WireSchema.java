/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.InputStream;
import java.util.List;

/** The JSON Schemas that the component ships. */
public enum WireSchema {
    COMMAND("command"),
    REPLY("reply"),
    BATCH_COMPLETED("batch-completed");

    private static final String PATH = "/io/github/camelpgmq/commandbus/schema/%s.schema.json";

    private final Schema schema;

    WireSchema(String name) {
        InputStream resource = WireSchema.class.getResourceAsStream(PATH.formatted(name));
        schema = SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(resource, InputFormat.JSON);
    }

    /** What is wrong with a message; the format of times counts. */
    public List<String> errorsOf(String json) {
        return schema
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }
}
