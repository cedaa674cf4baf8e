/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the build has generated about a component: its options and headers as Camel's tools see them. */
public final class Catalog {

    private final JsonNode json;

    private Catalog(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads the catalog JSON.
     *
     * @param resource its path on the class path
     */
    public static Catalog of(String resource) {
        try (InputStream stream = Catalog.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Not built yet: " + resource);
            }
            return new Catalog(new ObjectMapper().readTree(stream));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** The options of the component. */
    public List<Entry> componentOptions() {
        return entries("componentProperties", "property");
    }

    /** What stands in the path of the endpoint's URI. */
    public List<Entry> pathParameters() {
        return entries("properties", "path");
    }

    /** What stands behind the question mark of the endpoint's URI. */
    public List<Entry> queryParameters() {
        return entries("properties", "parameter");
    }

    /** The headers. */
    public List<Entry> headers() {
        return entries("headers", "header");
    }

    /** The names of all options of the component and its endpoints. */
    public Set<String> optionNames() {
        Set<String> names = componentOptions().stream().map(Entry::name).collect(Collectors.toSet());
        queryParameters().forEach(one -> names.add(one.name()));
        return names;
    }

    private List<Entry> entries(String section, String kind) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : json.path(section).properties()) {
            JsonNode node = one.getValue();
            if (kind.equals(node.path("kind").asText())) {
                List<String> values = new ArrayList<>();
                node.path("enum").forEach(value -> values.add(value.asText()));
                entries.add(new Entry(
                        one.getKey(),
                        node.path("group").asText(),
                        node.path("description").asText(),
                        node.path("required").asBoolean(),
                        node.path("autowired").asBoolean(),
                        node.path("defaultValue").asText(),
                        node.path("type").asText().equals("enum")
                                ? "enum"
                                : node.path("javaType").asText(),
                        values));
            }
        }
        return entries;
    }

    /**
     * An option or header.
     *
     * @param defaultValue empty if there is none
     * @param type a Java type, or {@code enum}
     * @param values the values of an enum
     */
    public record Entry(
            String name,
            String group,
            String description,
            boolean required,
            boolean autowired,
            String defaultValue,
            String type,
            List<String> values) {}
}
