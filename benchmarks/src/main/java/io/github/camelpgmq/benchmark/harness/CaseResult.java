/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.List;

/**
 * What has come of a case.
 *
 * @param of          the case
 * @param contestants ours first
 * @param profile     of ours; {@link Profile#NONE} if none was wanted
 */
public record CaseResult(Case of, List<ContestantResult> contestants, Profile profile) {

    public CaseResult {
        contestants = List.copyOf(contestants);
    }

    /** Without a profile. */
    public CaseResult(Case of, List<ContestantResult> contestants) {
        this(of, contestants, Profile.NONE);
    }

    /** The first contestant. */
    public ContestantResult ours() {
        return contestants.get(0);
    }

    /** A contestant by its name. */
    public ContestantResult contestant(String name) {
        return contestants.stream()
                .filter(contestant -> contestant.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("Case " + of.id() + " has no contestant '" + name + "'"));
    }

    /** Our rate of each round divided by the other's of the same round. */
    public Spread ratio(String other) {
        return ours().ratioTo(contestant(other));
    }

    /**
     * The other's processor time divided by ours: the ratio of the rates where both keep all processors busy. NaN where it
     * is not known.
     */
    public double ratioByProcessorTime(String other) {
        return contestant(other).costs().processor().millis()
                / ours().costs().processor().millis();
    }
}
