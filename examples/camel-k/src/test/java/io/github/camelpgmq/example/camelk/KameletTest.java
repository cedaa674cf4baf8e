/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelpgmq.support.KameletFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets of the jars are what tools and operators expect of a Kamelet. */
class KameletTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(\\w+)}}");
    private static final Set<String> SECRETS = Set.of("username", "password");
    private static final List<String> CREDENTIALS = List.of("urn:camel:group:credentials");

    @ParameterizedTest
    @ValueSource(strings = {"pgmq-source", "pgmq-sink", "commandbus-send-sink", "commandbus-handler-source"})
    void isComplete(String name) throws Exception {
        KameletFile kamelet = KameletFile.of(name);
        JsonNode yaml = kamelet.yaml();
        assertThat(PublishedSchema.errorsOf(yaml)).isEmpty();
        assertThat(yaml.at("/metadata/name").asText()).isEqualTo(name);
        assertThat(yaml.at("/metadata/labels/camel.apache.org~1kamelet.type").asText())
                .isEqualTo(name.substring(name.lastIndexOf('-') + 1));
        assertThat(yaml.at("/metadata/annotations").properties().stream()
                        .map(Map.Entry::getKey)
                        .map(key -> key.substring(key.indexOf('/') + 1)))
                .contains("provider", "catalog.version", "kamelet.support.level", "kamelet.icon", "kamelet.group");
        assertThat(yaml.toString()).as("The version is filled in").doesNotContain("project.version");
        assertThat(texts(yaml.at("/spec/dependencies")))
                .contains("camel:kamelet")
                .anyMatch(dependency -> dependency.startsWith("mvn:io.github.camelpgmq:camel-"));
        assertThat(kamelet.definition().path("title").asText()).isNotBlank();
        assertThat(kamelet.definition().path("description").asText()).endsWith(".");
        assertThat(kamelet.parameters()).containsAll(kamelet.required()).containsAll(KameletFile.CONNECTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgmq-source", "pgmq-sink", "commandbus-send-sink", "commandbus-handler-source"})
    void everyParameterIsDescribedAndUsed(String name) {
        KameletFile kamelet = KameletFile.of(name);
        kamelet.properties().forEach((parameter, said) -> {
            assertThat(said.path("title").asText()).as(parameter).isNotBlank();
            assertThat(said.path("description").asText()).as(parameter).endsWith(".");
            assertThat(said.path("type").asText()).as(parameter).isIn("string", "integer", "boolean");
            assertThat(texts(said.path("x-descriptors")).equals(CREDENTIALS))
                    .as("%s is marked as secret", parameter)
                    .isEqualTo(SECRETS.contains(parameter));
            assertThat(said.path("format").asText().equals("password"))
                    .as(parameter)
                    .isEqualTo(parameter.equals("password"));
            if (!said.path("default").isMissingNode()
                    && said.path("type").asText().equals("integer")) {
                assertThat(said.path("default").isInt()).as(parameter).isTrue();
            }
        });
        Set<String> used = PLACEHOLDER
                .matcher(kamelet.yaml().at("/spec/template").toString())
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // The bean that the template makes.
        used.removeAll(Set.of("pgmq", "commandbus"));
        assertThat(used).isEqualTo(kamelet.parameters());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}
