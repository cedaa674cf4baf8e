/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A Kamelet as it is in a jar.
 *
 * @param name its id
 * @param yaml all of it
 */
public record KameletFile(String name, JsonNode yaml) {

    /** What every Kamelet here has to reach its database. */
    public static final Set<String> CONNECTION = Set.of("jdbcUrl", "username", "password", "maximumPoolSize");

    /** Reads it from the class path. */
    public static KameletFile of(String name) {
        String resource = "/kamelets/" + name + ".kamelet.yaml";
        try (InputStream stream = KameletFile.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Not on the class path: " + resource);
            }
            return new KameletFile(name, new ObjectMapper(new YAMLFactory()).readTree(stream));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** The names of its parameters. */
    public Set<String> parameters() {
        return new TreeSet<>(properties().keySet());
    }

    /** The names of the parameters that must be given. */
    public Set<String> required() {
        Set<String> names = new TreeSet<>();
        definition().path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** What is said of each parameter. */
    public Map<String, JsonNode> properties() {
        return definition().path("properties").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Title, description, parameters. */
    public JsonNode definition() {
        return yaml.path("spec").path("definition");
    }
}
