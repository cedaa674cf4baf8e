/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the class that holds {@code camel.component.<scheme>.*}, with a field for each component option of the catalog, and the options'
 * descriptions and defaults as metadata. The fields have no defaults, so that only what an application sets is given to the component. Run by the build:
 * arguments are the scheme and the directory to write to.
 */
public final class ComponentConfigurationGenerator {

    private static final Map<String, String> BOXED = Map.of("boolean", "Boolean", "int", "Integer", "long", "Long");

    private final StringBuilder fields = new StringBuilder();
    private final StringBuilder accessors = new StringBuilder();
    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectNode metadata = mapper.createObjectNode();

    public static void main(String[] arguments) throws IOException {
        new ComponentConfigurationGenerator().write(arguments[0], Path.of(arguments[1]));
    }

    private void write(String scheme, Path directory) throws IOException {
        JsonNode catalog = catalog(scheme);
        String component = catalog.at("/component/javaType").asText();
        String name = component.substring(component.lastIndexOf('.') + 1) + "Configuration";
        String folder = component.substring(0, component.lastIndexOf('.')) + ".springboot";
        metadata.putArray("properties");
        for (Map.Entry<String, JsonNode> option : catalog.path("componentProperties").properties()) {
            add("camel.component." + scheme, option.getKey(), option.getValue());
        }
        save(directory.resolve("java").resolve(folder.replace('.', '/')).resolve(name + ".java"), """
                package %s;

                import org.apache.camel.spring.boot.ComponentConfigurationPropertiesCommon;
                import org.springframework.boot.context.properties.ConfigurationProperties;

                /** %s */
                @ConfigurationProperties(prefix = "camel.component.%s")
                public class %s extends ComponentConfigurationPropertiesCommon {

                %s%s}
                """
                .formatted(folder, comment(catalog.at("/component/description").asText()), scheme, name, fields, accessors));
        save(
                directory.resolve("resources/META-INF/additional-spring-configuration-metadata.json"),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(metadata));
    }

    private static JsonNode catalog(String scheme) throws IOException {
        String resource = "META-INF/io/github/camelpgmq/component/%1$s/%1$s.json".formatted(scheme);
        try (InputStream stream = ClassLoader.getSystemResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Not built yet: " + resource);
            }
            return new ObjectMapper().readTree(stream);
        }
    }

    private void add(String prefix, String name, JsonNode option) {
        String type = BOXED.getOrDefault(option.path("javaType").asText(), option.path("javaType").asText());
        String description = option.path("description").asText();
        if (option.path("type").asText().equals("object")) {
            description += ". A bean: #bean:name";
        }
        fields.append("    /** %s */\n    private %s %s;\n\n".formatted(comment(description), type, name));
        String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        accessors.append("""
                    public %2$s get%3$s() {
                        return %1$s;
                    }

                    public void set%3$s(%2$s %1$s) {
                        this.%1$s = %1$s;
                    }

                """.formatted(name, type, capitalized));
        ObjectNode property = metadata.withArray("properties").addObject();
        property.put("name", prefix + "." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
        if (option.has("defaultValue")) {
            property.set("defaultValue", option.get("defaultValue"));
        } else {
            // Boot's processor leaves some types out, DataSource for one.
            property.put("type", type).put("description", comment(description));
        }
    }

    private static String comment(String text) {
        return (text.endsWith(".") ? text : text + ".")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("*/", "*&#47;");
    }

    private static void save(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
