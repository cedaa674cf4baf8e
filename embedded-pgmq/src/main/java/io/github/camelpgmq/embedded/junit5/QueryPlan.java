/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.junit5;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How PostgreSQL would run a statement, for tests that hold on to the use of an index. Immutable.
 *
 * @param lines what EXPLAIN prints
 */
public record QueryPlan(List<String> lines) {

    private static final Pattern PARAMETER = Pattern.compile("[?]");

    private static final Pattern COST = Pattern.compile("cost=[0-9.]+[.][.]([0-9.]+)");

    public QueryPlan {
        lines = List.copyOf(lines);
    }

    /**
     * Explains a statement as it is prepared by JDBC. Whether the plan is made for the values or for any depends on
     * {@code plan_cache_mode} of the connection.
     *
     * @param statement with question marks for its parameters
     * @param values an SQL expression for each parameter, separated by commas
     */
    public static QueryPlan of(Connection connection, String statement, String values) throws SQLException {
        StringBuilder numbered = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(statement);
        for (int i = 1; parameter.find(); i++) {
            parameter.appendReplacement(numbered, "\\$" + i);
        }
        parameter.appendTail(numbered);
        try (Statement explain = connection.createStatement()) {
            explain.setEscapeProcessing(false);
            explain.execute("PREPARE planned AS " + numbered);
            try (ResultSet rows =
                    explain.executeQuery("EXPLAIN EXECUTE planned" + (values.isEmpty() ? "" : "(" + values + ")"))) {
                List<String> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return new QueryPlan(lines);
            } finally {
                explain.execute("DEALLOCATE planned");
            }
        }
    }

    /** Whether the rows of a table whose name begins like this are read one by one. */
    public boolean scans(String table) {
        return lines.stream().anyMatch(line -> line.contains("Seq Scan on " + table));
    }

    /**
     * The planner's estimate for the whole statement. From {@code jit_above_cost} on, 100,000 unless configured, a server that can compile
     * statements does so each time, which takes longer than to run a short one.
     */
    public double cost() {
        Matcher cost = COST.matcher(lines.get(0));
        if (!cost.find()) {
            throw new IllegalStateException("No cost in: " + lines.get(0));
        }
        return Double.parseDouble(cost.group(1));
    }

    /** The conditions by which rows of tables whose name begins like this are found in indexes. */
    public List<String> indexConditions(String table) {
        List<String> conditions = new ArrayList<>();
        boolean ofTable = false;
        for (String line : lines) {
            if (line.contains("cost=")) {
                ofTable = line.contains("Index") && line.contains(" on " + table);
            } else if (ofTable && line.contains("Index Cond: ")) {
                conditions.add(line.strip());
            }
        }
        return conditions;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
