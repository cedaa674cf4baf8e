/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.Numbers;
import io.github.camelpgmq.benchmark.harness.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A profile as a picture: threads of one name at the bottom, on each method those that it called, as wide as their share of the
 * samples, the widest to the left. What is too narrow to be seen is left out. A tooltip has the whole name; colours
 * tell whose code it is.
 */
final class FlameGraph {

    private static final int WIDTH = 1200;
    private static final int MARGIN = 16;
    private static final int TOP = 84;
    private static final int ROW = 16;
    private static final double NARROWEST = 1.5;

    // Of the 11 pixel font.
    private static final double CHARACTER = 6.8;
    private static final int SHORTEST_LABEL = 5;

    private static final String STYLE =
            """
            g rect{stroke:#ffffff;stroke-width:.5}g text{font-size:11px;fill:#1f2328}g:hover rect{stroke:#1f2328;stroke-width:1.5}
            .thread{fill:#b6bfc9}.benchmark{fill:#e6e0c5}.components{fill:#79b8ff}.camel{fill:#ffb366}
            .spring{fill:#d2a8ff}.driver{fill:#85d39b}.java{fill:#d8dee4}.other{fill:#f2cc60}
            """;

    private final Profile profile;
    private final long samples;

    private FlameGraph(Profile profile) {
        this.profile = profile;
        this.samples = profile.samples();
    }

    /** Draws a profile. */
    static String draw(String title, Profile profile) {
        return new FlameGraph(profile).draw(title);
    }

    private String draw(String title) {
        Node root = new Node("");
        profile.stacks().forEach(root::add);
        double scale = (WIDTH - 2.0 * MARGIN) / Math.max(1, samples);
        int bottom = TOP + ROW * depth(root, scale);
        Svg svg = new Svg(WIDTH, bottom + MARGIN, title, STYLE);
        svg.text("title", "start", MARGIN, 28, title);
        legend(svg);
        children(svg, root, MARGIN, bottom, scale);
        return svg.toString();
    }

    private void legend(Svg svg) {
        Map<Owner, Long> shares = new EnumMap<>(Owner.class);
        profile.stacks().forEach((stack, times) -> shares.merge(Owner.of(stack), times, Long::sum));
        svg.text(
                "small",
                "start",
                MARGIN,
                48,
                String.format(Locale.ROOT, "%,d", samples)
                        + " samples of threads that run, by the innermost method that is not Java's:");
        double x = MARGIN;
        for (Map.Entry<Owner, Long> share : shares.entrySet()) {
            String text = share.getKey().title() + " " + percent(share.getValue());
            svg.rect(share.getKey().style(), x, 58, 11, 11);
            svg.text("small", "start", x + 16, 68, text);
            x += 16 + CHARACTER * text.length() + 20;
        }
    }

    private void children(Svg svg, Node parent, double left, double bottom, double scale) {
        double x = left;
        for (Node child : parent.widestFirst()) {
            double width = child.samples * scale;
            if (width < NARROWEST) {
                return;
            }
            svg.add("<g><title>%s</title>%n", Svg.escaped(child.name + ": " + percent(child.samples)));
            boolean thread = parent.name.isEmpty();
            svg.rect(thread ? "thread" : Owner.of(child.name).style(), x, bottom - ROW, width, ROW - 1.0);
            int room = (int) ((width - 6) / CHARACTER);
            if (room >= SHORTEST_LABEL) {
                String label = thread ? child.name : withoutPackage(child.name);
                svg.text("", "start", x + 3, bottom - 5, Svg.shortened(label, room));
            }
            svg.add("</g>%n");
            children(svg, child, x, bottom - ROW, scale);
            x += width;
        }
    }

    private static int depth(Node node, double scale) {
        return node.children.values().stream()
                .filter(child -> child.samples * scale >= NARROWEST)
                .mapToInt(child -> 1 + depth(child, scale))
                .max()
                .orElse(0);
    }

    private String percent(long some) {
        return Numbers.text(100.0 * some / samples) + " %";
    }

    private static String withoutPackage(String method) {
        int type = method.lastIndexOf('.', Math.max(0, method.lastIndexOf('.') - 1));
        return method.substring(type + 1);
    }

    private static final class Node {

        private final String name;
        private final Map<String, Node> children = new HashMap<>();
        private long samples;

        Node(String name) {
            this.name = name;
        }

        void add(List<String> stack, long times) {
            Node node = this;
            for (String frame : stack) {
                node = node.children.computeIfAbsent(frame, Node::new);
                node.samples += times;
            }
        }

        List<Node> widestFirst() {
            List<Node> all = new ArrayList<>(children.values());
            all.sort(Comparator.comparingLong((Node node) -> -node.samples).thenComparing(node -> node.name));
            return all;
        }
    }
}
