/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.springboot;

import io.github.camelpgmq.component.pgmq.PgmqComponent;
import io.github.camelpgmq.component.pgmq.PgmqConfiguration;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.CamelPropertiesHelper;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * The component {@code pgmq} with the options of {@code camel.component.pgmq.*}, on the application's only or primary {@code DataSource} unless told
 * otherwise. An application's own bean {@code pgmq} or {@code pgmq-component} comes first.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnBean(CamelContext.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.pgmq"})
@EnableConfigurationProperties(PgmqComponentConfiguration.class)
public class PgmqComponentAutoConfiguration {

    // Camel ends its components itself.
    @Lazy
    @Bean(name = "pgmq-component", destroyMethod = "")
    @ConditionalOnMissingBean(name = {"pgmq", "pgmq-component"})
    PgmqComponent pgmqComponent(CamelContext camel, PgmqComponentConfiguration options) {
        PgmqComponent component = new PgmqComponent();
        component.setCamelContext(camel);
        CamelPropertiesHelper.copyProperties(camel, options, component);
        return component;
    }

    @Bean
    @ConfigurationPropertiesBinding
    static BeanReferenceConverter pgmqBeanReferenceConverter(BeanFactory beans) {
        return new BeanReferenceConverter(beans, DataSource.class, PgmqConfiguration.class);
    }
}
