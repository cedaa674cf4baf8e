/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the publishers of a kind of resource say of its fields. As a server with strict validation does, it takes a field
 * that is not known as an error.
 */
final class PublishedSchema {

    /** In the jar camel-k-crds. */
    private static final Map<String, String> CUSTOM = Map.of(
            "Integration", "camel.apache.org_integrations.yaml",
            "Kamelet", "camel.apache.org_kamelets.yaml",
            "Pipe", "camel.apache.org_pipes.yaml");

    private static final Set<String> OF_KUBERNETES = Set.of("Deployment", "NetworkPolicy");

    private PublishedSchema() {}

    /** Whether there is one that Maven can get. */
    static boolean isKnown(String kind) {
        return CUSTOM.containsKey(kind) || OF_KUBERNETES.contains(kind);
    }

    /** What is wrong with a resource. */
    static List<String> errorsOf(JsonNode resource) throws IOException {
        String kind = resource.path("kind").asText();
        if (CUSTOM.containsKey(kind)) {
            return SchemaRegistry.withDialect(Dialects.getDraft202012())
                    .getSchema(schema(CUSTOM.get(kind)).toString(), InputFormat.JSON)
                    .validate(resource.toString(), InputFormat.JSON)
                    .stream()
                    .map(Error::toString)
                    .toList();
        }
        return errorsOfModel("io.kubernetes.client.openapi.models.V1" + kind, resource.toString());
    }

    /** By reflection: the annotations of these classes are not there, which the compiler would warn of. */
    private static List<String> errorsOfModel(String model, String json) {
        try {
            Class.forName(model)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(json));
            return List.of();
        } catch (InvocationTargetException e) {
            return List.of(String.valueOf(e.getCause().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(model, e);
        }
    }

    private static JsonNode schema(String crd) throws IOException {
        try (InputStream stream = PublishedSchema.class.getResourceAsStream("/" + crd)) {
            JsonNode schema =
                    new ObjectMapper(new YAMLFactory()).readTree(stream).at("/spec/versions/0/schema/openAPIV3Schema");
            forbidUnknownFields(schema);
            return schema;
        }
    }

    private static void forbidUnknownFields(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(PublishedSchema::forbidUnknownFields);
    }
}
