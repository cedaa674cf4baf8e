/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelpgmq.support.KameletFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests are valid, fit each other, and have no secret in them. */
class ManifestsTest {

    /**
     * KEDA's schemas cannot be had from Maven, and from npm only as a program for a newer Node that lets unknown fields
     * pass. So these are the fields that its documentation has: what is not here is an error.
     */
    private static final Set<String> KEDA_FIELDS = Set.of(
            "/spec/scaleTargetRef/name",
            "/spec/pollingInterval",
            "/spec/cooldownPeriod",
            "/spec/minReplicaCount",
            "/spec/maxReplicaCount",
            "/spec/triggers/type",
            "/spec/triggers/authenticationRef/name",
            "/spec/triggers/metadata/sslmode",
            "/spec/triggers/metadata/targetQueryValue",
            "/spec/triggers/metadata/query",
            "/spec/secretTargetRef/parameter",
            "/spec/secretTargetRef/name",
            "/spec/secretTargetRef/key",
            "/metadata/name",
            "/apiVersion",
            "/kind");

    @Test
    void everyResourceIsValid() throws IOException {
        Set<String> kinds = new TreeSet<>();
        for (JsonNode resource : Manifests.all()) {
            String kind = resource.path("kind").asText();
            kinds.add(kind);
            if (PublishedSchema.isKnown(kind)) {
                assertThat(PublishedSchema.errorsOf(resource)).as(kind).isEmpty();
            } else {
                assertThat(resource.path("apiVersion").asText()).isEqualTo("keda.sh/v1alpha1");
                assertThat(KEDA_FIELDS).containsAll(fields("", resource));
            }
        }
        assertThat(kinds)
                .containsExactly(
                        "Deployment", "Integration", "NetworkPolicy", "Pipe", "ScaledObject", "TriggerAuthentication");
    }

    @Test
    void aMisspelledFieldIsFound() throws IOException {
        for (String kind : List.of("Deployment", "NetworkPolicy", "Pipe", "Integration")) {
            ObjectNode resource = Manifests.of(kind).deepCopy();
            resource.withObject("/spec").put("replica", 2);
            assertThat(PublishedSchema.errorsOf(resource)).as(kind).anyMatch(error -> error.contains("replica"));
        }
    }

    @Test
    void typesOfTheScalerAreKedas() throws IOException {
        JsonNode scaled = Manifests.of("ScaledObject").path("spec");
        for (String number : List.of("pollingInterval", "cooldownPeriod", "minReplicaCount", "maxReplicaCount")) {
            assertThat(scaled.path(number).isInt()).as(number).isTrue();
        }
        assertThat(Manifests.trigger().path("metadata").valueStream())
                .as("KEDA takes texts only")
                .allMatch(JsonNode::isTextual);
        assertThat(Manifests.of("TriggerAuthentication")
                        .at("/spec/secretTargetRef")
                        .valueStream()
                        .map(one -> one.path("parameter").asText()))
                .as("What the postgresql scaler knows")
                .containsExactlyInAnyOrder("host", "port", "dbName", "userName", "password");
    }

    /** Names and numbers that must agree. */
    @Test
    void resourcesFitEachOther() throws IOException {
        JsonNode deployment = Manifests.of("Deployment");
        JsonNode scaled = Manifests.of("ScaledObject").path("spec");
        String name = deployment.at("/metadata/name").asText();
        assertThat(scaled.at("/scaleTargetRef/name").asText()).isEqualTo(name);
        assertThat(deployment.at("/spec/replicas").isMissingNode()).isTrue();
        assertThat(Manifests.trigger().at("/authenticationRef/name").asText())
                .isEqualTo(Manifests.of("TriggerAuthentication")
                        .at("/metadata/name")
                        .asText());
        JsonNode labels = deployment.at("/spec/template/metadata/labels");
        assertThat(labels.properties())
                .containsAll(deployment.at("/spec/selector/matchLabels").properties())
                .containsAll(Manifests.of("NetworkPolicy")
                        .at("/spec/podSelector/matchLabels")
                        .properties());
        int most = scaled.path("maxReplicaCount").asInt()
                * Manifests.trigger().at("/metadata/targetQueryValue").asInt();
        assertThat(Manifests.scalerQuery())
                .as("Counting further would change nothing")
                .contains("LIMIT " + most + " ");
        Properties application = properties(Files.readString(Path.of("src/main/resources/application.properties")));
        assertThat(deployment
                        .at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThan(Integer.parseInt(application.getProperty("camel.main.shutdown-timeout")) + 5);
        assertThat(application.getProperty("camel.management.port"))
                .contains(Manifests.container().at("/ports/0/containerPort").asText());
    }

    /** All replicas, and one more during an update, with what Camel K runs: below PostgreSQL's default of 100. */
    @Test
    void poolsOfAllReplicasAreLessThanTheServerHas() throws IOException {
        JsonNode pool = Manifests.container()
                .path("env")
                .valueStream()
                .filter(one -> one.path("name").asText().equals("DB_POOL_SIZE"))
                .findAny()
                .orElseThrow();
        int replicas = Manifests.of("ScaledObject").at("/spec/maxReplicaCount").asInt()
                + Manifests.of("Deployment")
                        .at("/spec/strategy/rollingUpdate/maxSurge")
                        .asInt();
        int receipts = KameletFile.of("commandbus-handler-source")
                        .properties()
                        .get("maximumPoolSize")
                        .path("default")
                        .asInt()
                * Manifests.of("Integration").at("/spec/replicas").asInt();
        int orders = Manifests.of("Pipe")
                        .at("/spec/source/properties/maximumPoolSize")
                        .asInt()
                + Manifests.of("Pipe")
                        .at("/spec/sink/properties/maximumPoolSize")
                        .asInt();
        int sum = replicas * pool.path("value").asInt() + receipts + orders;
        assertThat(sum).isLessThan(100 - 3);
        assertThat(Files.readString(Path.of("../../docs/kubernetes.md"))).contains(" = " + sum + "\n");
    }

    @Test
    void onlyParametersOfTheKameletsAreUsed() throws IOException {
        JsonNode pipe = Manifests.of("Pipe").path("spec");
        for (String end : List.of("source", "sink")) {
            assertParametersExist(
                    pipe.path(end).at("/ref/name").asText(), pipe.path(end).path("properties"));
        }
        JsonNode from = Manifests.of("Integration").at("/spec/flows/0/route/from");
        String handler = from.path("uri").asText().substring("kamelet:".length());
        assertParametersExist(handler, from.path("parameters"));
        assertThat(KameletFile.of(handler).yaml().at("/spec/dependencies"))
                .as("of this version")
                .contains(Manifests.of("Integration").at("/spec/dependencies/0"));
    }

    private static void assertParametersExist(String kamelet, JsonNode given) {
        Set<String> names = given.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        assertThat(KameletFile.of(kamelet).parameters()).as(kamelet).containsAll(names);
        assertThat(names).as(kamelet).containsAll(KameletFile.of(kamelet).required());
    }

    @Test
    void secretsAreReferredTo() throws IOException {
        Map<String, JsonNode> env = new TreeMap<>();
        Manifests.container()
                .path("env")
                .forEach(one -> env.put(one.path("name").asText(), one));
        for (String name : List.of("DB_URL", "DB_USERNAME", "DB_PASSWORD")) {
            assertThat(env.get(name).has("value")).as(name).isFalse();
            assertThat(env.get(name).at("/valueFrom/secretKeyRef/name").asText())
                    .isEqualTo("shop-db");
        }
        for (JsonNode resource : Manifests.all()) {
            assertThat(resource.path("kind").asText()).isNotEqualTo("Secret");
            assertThat(resource.findValues("password").stream().map(JsonNode::asText))
                    .allMatch(value -> value.matches("(RAW\\()?\\{\\{shop\\.db\\.password}}\\)?"));
        }
        String mount = "secret:shop-db-camel";
        assertThat(Manifests.of("Integration")
                        .at("/spec/traits/mount/configs/0")
                        .asText())
                .isEqualTo(mount);
        assertThat(Manifests.of("Pipe")
                        .at("/metadata/annotations/trait.camel.apache.org~1mount.configs")
                        .asText())
                .isEqualTo("[\"" + mount + "\"]");
        String readme = Files.readString(Path.of("README.md"));
        Stream.of("shop-db ", "shop-db-camel ", "shop-db-scaler ")
                .forEach(secret -> assertThat(readme).contains("kubectl create secret generic " + secret));
    }

    static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }

    /** The paths of all values, without the positions in lists. */
    private static Set<String> fields(String path, JsonNode node) {
        Set<String> fields = new HashSet<>();
        if (node.isValueNode()) {
            fields.add(path);
        } else if (node.isArray()) {
            node.forEach(element -> fields.addAll(fields(path, element)));
        } else {
            node.properties().forEach(one -> fields.addAll(fields(path + "/" + one.getKey(), one.getValue())));
        }
        return fields;
    }
}
