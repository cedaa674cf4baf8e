/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import java.util.Locale;

/**
 * A picture that is being drawn, with a background of its own that follows the reader's light or dark mode. Not safe for use
 * by several threads.
 */
final class Svg {

    private static final String STYLE =
            """
            text{font:13px -apple-system,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif;fill:#1f2328}
            .title{font-size:15px;font-weight:600}.small{font-size:12px;fill:#59636e}.back{fill:#ffffff;stroke:#d1d9e0}
            @media (prefers-color-scheme:dark){text{fill:#f0f6fc}.small{fill:#9198a1}.back{fill:#0d1117;stroke:#3d444d}}
            """;

    private final StringBuilder svg = new StringBuilder();

    /**
     * Begins with the background.
     *
     * @param style rules for what is drawn on it
     */
    Svg(int width, int height, String title, String style) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
                width, height, width, height);
        add("<title>%s</title>%n", escaped(title));
        svg.append("<style>\n").append(STYLE).append(style).append("</style>\n");
        add("<rect class=\"back\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n", width - 1, height - 1);
    }

    /** An element as {@link String#format} makes it, in no country's language. Texts among the values are to be escaped. */
    void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }

    void text(String style, String anchor, double x, double y, String content) {
        add(
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                style, anchor, x, y, escaped(content));
    }

    void rect(String style, double x, double y, double width, double height) {
        add("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n", style, x, y, width, height);
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", style, x1, y1, x2, y2);
    }

    /** Text as it may stand in an element or an attribute. */
    static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}]", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The text, or its beginning with an ellipsis if it is longer than so many characters. */
    static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "\u2026";
    }

    /** The whole picture. */
    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
