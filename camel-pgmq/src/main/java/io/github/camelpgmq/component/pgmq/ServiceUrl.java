/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;

/** The address of a database, without anything secret. */
final class ServiceUrl {

    /** How HikariCP, pgjdbc, DBCP and others call it. */
    private static final List<String> PROPERTIES = List.of("jdbcUrl", "url");

    private static final Pattern PARAMETERS = Pattern.compile("[?;#].*", Pattern.DOTALL);
    private static final Pattern USER = Pattern.compile("//[^/]*@");

    private ServiceUrl() {}

    /**
     * The JDBC URL of a data source without user, password and parameters, or null if it does not tell it. Does not
     * connect.
     */
    static String of(CamelContext context, DataSource database) {
        if (database == null) {
            return null;
        }
        DataSource source =
                database instanceof TransactionAwareDataSource aware ? aware.getTargetDataSource() : database;
        BeanIntrospection beans = PluginHelper.getBeanIntrospection(context);
        for (String property : PROPERTIES) {
            if (beans.getOrElseProperty(source, property, null, false) instanceof String url) {
                return publicPart(url);
            }
        }
        return null;
    }

    static String publicPart(String url) {
        return USER.matcher(PARAMETERS.matcher(url).replaceFirst("")).replaceFirst("//");
    }
}
