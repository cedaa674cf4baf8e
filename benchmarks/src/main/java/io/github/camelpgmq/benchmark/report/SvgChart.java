/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.Numbers;
import io.github.camelpgmq.benchmark.harness.Spread;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Horizontal bars as SVG, with a background of its own that follows the reader's light or dark mode.
 *
 * @param title above the bars
 * @param axis  the unit, below them
 * @param room  if the bars have marks: the axis ends soon after this times the largest mark, and longer bars are cut there, so
 *     that one large ratio does not hide the others; NaN to let the axis end at the longest bar
 */
record SvgChart(String title, String axis, double room) {

    /** The colour of a bar. */
    enum Tone {
        OURS,
        OTHER,
        MISSED
    }

    /**
     * A bar.
     *
     * @param label at its left
     * @param value its length is the median, its whisker goes from the least to the most
     * @param mark  where a line across the bar stands; NaN for none
     * @param text  at its right
     * @param tone  its colour
     */
    record Bar(String label, Spread value, double mark, String text, Tone tone) {}

    private static final int WIDTH = 830;
    private static final int MARGIN = 16;
    private static final int TOP = 48;
    private static final int ROW = 28;
    private static final int BAR = 16;
    private static final int LONGEST_LABEL = 42;

    // Of the 13 pixel font; narrow enough to be an upper bound for most texts.
    private static final double CHARACTER = 7.4;

    private static final String STYLE =
            """
            .grid{stroke:#d1d9e0}.whisker{stroke:#1f2328;stroke-width:1.5}
            .mark{stroke:#1f2328;stroke-width:3}.ours{fill:#2f81f7}.other{fill:#a5afba}.missed{fill:#e8762d}
            @media (prefers-color-scheme:dark){.grid{stroke:#3d444d}.whisker,.mark{stroke:#f0f6fc}.other{fill:#656c76}}
            """;

    /** Draws the bars, from above to below. */
    String draw(List<Bar> bars) {
        double left = MARGIN
                + 10
                + widest(bars.stream()
                        .map(bar -> Svg.shortened(bar.label(), LONGEST_LABEL))
                        .toList());
        double right = WIDTH - MARGIN - 12 - widest(bars.stream().map(Bar::text).toList());
        double step = step(end(bars));
        double end = Math.ceil(end(bars) / step) * step;
        int bottom = TOP + ROW * bars.size();
        int height = bottom + 46;
        Svg svg = new Svg(WIDTH, height, title, STYLE);
        svg.text("title", "start", MARGIN, 28, title);
        for (double tick = 0; tick <= end * 1.0001; tick += step) {
            double x = left + (right - left) * tick / end;
            svg.line("grid", x, TOP - 4, x, bottom + 4);
            svg.text("small", "middle", x, bottom + 18, Numbers.text(tick));
        }
        svg.text("small", "middle", (left + right) / 2, bottom + 36, axis);
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), TOP + ROW * i, left, right, end);
        }
        return svg.toString();
    }

    private static void bar(Svg svg, Bar bar, int top, double left, double right, double end) {
        double middle = top + ROW / 2.0;
        double scale = (right - left) / end;
        svg.text("", "end", left - 8, middle + 4.5, Svg.shortened(bar.label(), LONGEST_LABEL));
        svg.text("", "start", right + 12, middle + 4.5, bar.text());
        Spread value = bar.value();
        if (Double.isNaN(value.median())) {
            return;
        }
        svg.rect(
                bar.tone().name().toLowerCase(Locale.ROOT),
                left,
                middle - BAR / 2.0,
                Math.min(value.median(), end) * scale,
                BAR);
        if (value.most() > value.least()) {
            double from = left + Math.min(value.least(), end) * scale;
            double to = left + Math.min(value.most(), end) * scale;
            svg.line("whisker", from, middle, to, middle);
            svg.line("whisker", from, middle - 4, from, middle + 4);
            if (value.most() <= end) {
                svg.line("whisker", to, middle - 4, to, middle + 4);
            }
        }
        if (!Double.isNaN(bar.mark())) {
            double x = left + bar.mark() * scale;
            svg.line("mark", x, middle - BAR / 2.0 - 3, x, middle + BAR / 2.0 + 3);
        }
    }

    private double end(List<Bar> bars) {
        double longest = bars.stream()
                .flatMapToDouble(bar -> DoubleStream.of(bar.value().most(), bar.mark()))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double marks = bars.stream()
                .mapToDouble(Bar::mark)
                .filter(Double::isFinite)
                .max()
                .orElse(longest);
        double end = Double.isNaN(room) ? longest : Math.min(longest, marks * room);
        return end > 0 ? end : 1;
    }

    /** A round number that goes about five times into the axis. */
    private static double step(double end) {
        double power = Math.pow(10, Math.floor(Math.log10(end / 5)));
        double digits = end / 5 / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    private static double widest(List<String> texts) {
        return CHARACTER * texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
