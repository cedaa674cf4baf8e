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

import io.github.camelpgmq.benchmark.harness.Profile;
import io.github.camelpgmq.benchmark.harness.Profiler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class FlameGraphTest {

    private static final String CALLER = "org.apache.camel.Caller.call";
    private static final String CALLED = "org.postgresql.Called.<init>";
    private static final Profile PROFILE = new Profile(Map.of(
            List.of("handler", CALLER), 1L,
            List.of("handler", CALLER, CALLED), 2L,
            List.of("engine", CALLER), 1L));

    private static volatile long busy;

    @Test
    void aMethodIsAsWideAsItsShareAndTheWidestIsLeft() throws Exception {
        Map<String, Element> frames = frames(PROFILE);

        assertThat(frames.keySet())
                .containsExactlyInAnyOrder(
                        "handler: 75.0 %",
                        "engine: 25.0 %", CALLER + ": 75.0 %", CALLER + ": 25.0 %", CALLED + ": 50.0 %");
        Element handler = frames.get("handler: 75.0 %");
        Element engine = frames.get("engine: 25.0 %");
        assertThat(number(handler, "width") / number(engine, "width")).isCloseTo(3, within(0.01));
        assertThat(number(handler, "x") + number(handler, "width")).isCloseTo(number(engine, "x"), within(0.2));
    }

    @Test
    void whatIsCalledStandsOnItsCaller() throws Exception {
        Map<String, Element> frames = frames(PROFILE);

        Element caller = frames.get(CALLER + ": 75.0 %");
        Element called = frames.get(CALLED + ": 50.0 %");
        assertThat(number(called, "y")).isLessThan(number(caller, "y"));
        assertThat(number(called, "x")).isEqualTo(number(caller, "x"));
        assertThat(number(caller, "y")).isLessThan(number(frames.get("handler: 75.0 %"), "y"));
    }

    @Test
    void coloursAndTheLegendTellWhoseCodeItIs() throws Exception {
        assertThat(frames(PROFILE).get(CALLED + ": 50.0 %").getAttribute("class"))
                .isEqualTo("driver");
        assertThat(texts(parsed(FlameGraph.draw("t", PROFILE))))
                .contains("Camel 50.0 %", "PostgreSQL driver 50.0 %", "Called.<init>");
    }

    @Test
    void whatIsTooNarrowIsLeftOut() throws Exception {
        Profile profile = new Profile(Map.of(List.of("a", "wide"), 9_999L, List.of("a", "narrow"), 1L));

        assertThat(frames(profile).keySet())
                .anyMatch(title -> title.startsWith("wide:"))
                .noneMatch(title -> title.startsWith("narrow:"));
    }

    @Test
    void nothingIsDrawnOutsideThePicture() throws Exception {
        Document svg = parsed(FlameGraph.draw("t", PROFILE));

        Element picture = svg.getDocumentElement();
        assertThat(elements(svg, "rect")).allSatisfy(rect -> {
            assertThat(number(rect, "x") + number(rect, "width")).isLessThanOrEqualTo(number(picture, "width"));
            assertThat(number(rect, "y")).isNotNegative();
            assertThat(number(rect, "y") + number(rect, "height")).isLessThanOrEqualTo(number(picture, "height"));
        });
    }

    @Test
    void withoutASampleAPictureIsStillOne() throws Exception {
        assertThat(texts(parsed(FlameGraph.draw("nothing", Profile.NONE)))).contains("nothing");
    }

    @Test
    void aBusyLoopIsSeenWithItsShare() throws Exception {
        Profile profile = Profiler.record(() -> {
            Thread thread = new Thread(FlameGraphTest::spin, "spinner-7");
            thread.start();
            thread.join();
        });

        Map<String, Element> frames = frames(profile);
        double thread = share(frames, "spinner");
        // Other threads of the JVM that runs the tests may be seen as well, and hardly this one outside of its loop.
        assertThat(thread).isGreaterThan(20);
        assertThat(share(frames, FlameGraphTest.class.getName() + ".spin")).isBetween(0.8 * thread, thread);
    }

    private static void spin() {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            busy += 1;
        }
    }

    /** The greatest share of a name, in percent. */
    private static double share(Map<String, Element> frames, String name) {
        Pattern title = Pattern.compile(Pattern.quote(name) + ": ([\\d.]+) %");
        return frames.keySet().stream()
                .map(title::matcher)
                .filter(Matcher::matches)
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .max()
                .orElse(0);
    }

    /** The rectangles by their tooltips. */
    private static Map<String, Element> frames(Profile profile) throws Exception {
        Map<String, Element> frames = new HashMap<>();
        for (Element group : elements(parsed(FlameGraph.draw("t", profile)), "g")) {
            Element title = (Element) group.getElementsByTagName("title").item(0);
            frames.put(title.getTextContent(), (Element)
                    group.getElementsByTagName("rect").item(0));
        }
        return frames;
    }
}
