/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An AsciiDoc or Markdown file. Immutable.
 *
 * <p>A code block gets its id from the line before it: {@code [[id]]} in AsciiDoc (a title may stand between),
 * {@code <!-- snippet: id -->} in Markdown. Blocks without a language, such as what a program prints, are no snippets.
 */
public record Document(Path path, String text) {

    private static final int FLAGS = Pattern.MULTILINE | Pattern.DOTALL;
    private static final Pattern ASCIIDOC_BLOCK = Pattern.compile(
            "(?:^\\[\\[(?<id>[^\\]\\n]+)]]\\n)?(?:^\\.[^\\n]+\\n)?^\\[source,(?<language>\\w+)]\\n----\\n(?<code>.*?)\\n----$",
            FLAGS);
    private static final Pattern MARKDOWN_BLOCK =
            Pattern.compile("(?:^<!-- snippet: (?<id>\\S+) -->\\n)?^```(?<language>\\w+)\\n(?<code>.*?)\\n```$", FLAGS);
    private static final Pattern ASCIIDOC_LINK =
            Pattern.compile("(?:link|xref):(?<target>[^\\[\\s]+)\\[|<<(?<anchor>[^,>\\n]+)");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("\\]\\((?<target>[^)\\s]+)\\)(?<anchor>)?");
    private static final Pattern ASCIIDOC_ANCHOR = Pattern.compile("^\\[\\[(?<id>[^\\]\\n]+)]]", Pattern.MULTILINE);

    /** Reads a file. */
    public static Document read(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("No document " + path.toAbsolutePath(), e);
        }
    }

    /** All code blocks with a language, in order. */
    public List<Snippet> snippets() {
        List<Snippet> snippets = new ArrayList<>();
        Matcher blocks = (asciidoc() ? ASCIIDOC_BLOCK : MARKDOWN_BLOCK).matcher(text);
        while (blocks.find()) {
            long line = text.substring(0, blocks.start("code")).lines().count() + 1;
            snippets.add(new Snippet(this, line, blocks.group("id"), blocks.group("language"), blocks.group("code")));
        }
        return snippets;
    }

    /** What a reader reads: the text without its code blocks. */
    public String prose() {
        return (asciidoc() ? ASCIIDOC_BLOCK : MARKDOWN_BLOCK).matcher(text).replaceAll("");
    }

    /** Links to files and anchors that do not exist. Addresses on the web are not looked at. */
    public List<String> brokenLinks() {
        List<String> broken = new ArrayList<>();
        Matcher links = (asciidoc() ? ASCIIDOC_LINK : MARKDOWN_LINK).matcher(text);
        while (links.find()) {
            String target = links.group("target") == null ? "#" + links.group("anchor") : links.group("target");
            if (!target.contains("://") && !exists(target)) {
                broken.add(target);
            }
        }
        return broken;
    }

    /** The file and its anchor, if one is named. */
    private boolean exists(String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path linked = file.isEmpty() ? path : path.resolveSibling(file);
        if (!Files.exists(linked)) {
            return false;
        }
        return hash < 0 || read(linked).anchors().contains(target.substring(hash + 1));
    }

    private Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        ASCIIDOC_ANCHOR.matcher(text).results().forEach(anchor -> anchors.add(anchor.group(1)));
        return anchors;
    }

    private boolean asciidoc() {
        return path.toString().endsWith(".adoc");
    }
}
