/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The manifests of this example. */
final class Manifests {

    static final Path DIRECTORY = Path.of("k8s");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Manifests() {}

    /** Every document of every file. */
    static List<JsonNode> all() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                all.addAll(read(Files.readString(file)));
            }
        }
        return all;
    }

    /** The documents of a text. */
    static List<JsonNode> read(String yaml) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll();
        }
    }

    /** The first one of a kind. */
    static JsonNode of(String kind) throws IOException {
        return all().stream()
                .filter(one -> one.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** The SQL of the scaler. */
    static String scalerQuery() throws IOException {
        return trigger().path("metadata").path("query").asText();
    }

    static JsonNode trigger() throws IOException {
        return of("ScaledObject").path("spec").path("triggers").path(0);
    }

    /** The one container of the Deployment. */
    static JsonNode container() throws IOException {
        return of("Deployment").at("/spec/template/spec/containers/0");
    }
}
