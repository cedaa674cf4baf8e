/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import static io.github.camelpgmq.benchmark.report.Xml.elements;
import static io.github.camelpgmq.benchmark.report.Xml.number;
import static io.github.camelpgmq.benchmark.report.Xml.parsed;
import static io.github.camelpgmq.benchmark.report.Xml.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.camelpgmq.benchmark.harness.Spread;
import io.github.camelpgmq.benchmark.report.SvgChart.Bar;
import io.github.camelpgmq.benchmark.report.SvgChart.Tone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartsTest {

    @Test
    void textsAreEscaped() throws Exception {
        Document svg = parsed(Charts.of(Results.rates("a")));

        assertThat(elements(svg, "title").get(0).getTextContent()).isEqualTo("send | \"fast\" & <slow>");
    }

    @Test
    void charactersThatXmlDoesNotKnowAreLeftOut() throws Exception {
        Document svg = parsed(new SvgChart("a\0b\33c", "x", Double.NaN).draw(List.of()));

        assertThat(elements(svg, "title").get(0).getTextContent()).isEqualTo("a b c");
    }

    @Test
    void everyContestantHasABarAsLongAsItsMedianAndAWhisker() throws Exception {
        Document svg = parsed(Charts.of(Results.rates("a")));

        double ours = width(only(svg, "rect", "ours"));
        double other = width(only(svg, "rect", "other"));
        assertThat(ours / other).isCloseTo(95.0 / 110, within(0.01));
        // A line and its two ends, twice.
        assertThat(all(svg, "line", "whisker")).hasSize(6);
        assertThat(texts(svg)).contains("95.0", "110, ours / it 0.86", "messages per second");
    }

    @Test
    void latenciesAreShownInsteadOfRates() throws Exception {
        Document svg = parsed(Charts.of(Results.latencies("a")));

        assertThat(texts(svg)).contains("ours, p50", "2.00 ms", "ours, p99", "9.00 ms", "milliseconds");
        // The other contestant's were not timed.
        assertThat(all(svg, "rect", "other")).isEmpty();
        assertThat(texts(svg)).contains("untimed, p50", "- ms");
    }

    @Test
    void theOverviewShowsWhatIsMissedAndWhereTheGoalIs() throws Exception {
        Document svg = parsed(Charts.overview(List.of(Results.rates("a"), Results.latencies("b"))));

        assertThat(texts(svg)).contains("a / raw", "0.86, goal 0.90 MISSED");
        Element bar = only(svg, "rect", "missed");
        double goal = number(only(svg, "line", "mark"), "x1");
        assertThat((goal - number(bar, "x")) / width(bar)).isCloseTo(0.90 / (95.0 / 110), within(0.01));
    }

    @Test
    void oneLargeRatioDoesNotHideTheOthers() throws Exception {
        Document svg = parsed(new SvgChart("t", "x", 1.25)
                .draw(List.of(
                        new Bar("a", new Spread(40, 30, 50), 2, "", Tone.OURS),
                        new Bar("b", new Spread(1, 1, 1), 0.9, "", Tone.OTHER))));

        assertThat(width(only(svg, "rect", "ours")) / width(only(svg, "rect", "other")))
                .isBetween(2.0, 3.1);
    }

    @Test
    void nothingIsDrawnOutsideThePicture() throws Exception {
        String label = "x".repeat(100);
        Document svg = parsed(new SvgChart(label, label, 1.25)
                .draw(List.of(new Bar(label, new Spread(5, 1, 90), 7, "1,234,567 (0.93)", Tone.OURS))));

        assertThat(elements(svg, "line")).isNotEmpty().allSatisfy(line -> {
            assertThat(number(line, "x1")).isBetween(0.0, 830.0);
            assertThat(number(line, "x2")).isBetween(0.0, 830.0);
        });
        assertThat(texts(svg)).anyMatch(text -> text.matches("x{41}\u2026"));
    }

    @Test
    void withoutAValueAPictureIsStillOne() throws Exception {
        Bar unmeasured = new Bar("a", Spread.NONE, 1, "-", Tone.OTHER);

        Document svg = parsed(new SvgChart("t", "x", 1.25).draw(List.of(unmeasured)));

        assertThat(all(svg, "rect", "other")).isEmpty();
        assertThat(texts(parsed(Charts.overview(List.of())))).isNotEmpty();
    }

    private static double width(Element bar) {
        return number(bar, "width");
    }

    private static Element only(Document svg, String name, String style) {
        List<Element> found = all(svg, name, style);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<Element> all(Document svg, String name, String style) {
        return elements(svg, name).stream()
                .filter(element -> element.getAttribute("class").equals(style))
                .toList();
    }
}
