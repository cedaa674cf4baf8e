/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.springboot;

import io.github.camelpgmq.component.commandbus.CommandBus;
import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.commandbus.CommandBusConfiguration;
import io.github.camelpgmq.component.pgmq.springboot.BeanReferenceConverter;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.spring.boot.util.CamelPropertiesHelper;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The component {@code commandbus} with the options of {@code camel.component.commandbus.*}, on the application's only or primary
 * {@code DataSource} unless told otherwise, and its {@link CommandBus} as a bean, to be called once the application has started. An
 * application's own bean {@code commandbus} or {@code commandbus-component} replaces both.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnBean(CamelContext.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.commandbus"})
@ConditionalOnMissingBean(name = {"commandbus", "commandbus-component"})
@EnableConfigurationProperties(CommandBusComponentConfiguration.class)
public class CommandBusComponentAutoConfiguration {

    // Camel ends its components itself.
    @Bean(name = "commandbus-component", destroyMethod = "")
    CommandBusComponent commandBusComponent(CamelContext camel, CommandBusComponentConfiguration options) {
        CommandBusComponent component = new CommandBusComponent();
        component.setCamelContext(camel);
        CamelPropertiesHelper.copyProperties(camel, options, component);
        return component;
    }

    @Bean
    @ConditionalOnMissingBean
    CommandBus commandBus(CommandBusComponent component) {
        return component.getCommandBus();
    }

    /** An application without routes uses the Java API too. */
    @Bean
    CamelContextConfiguration commandBusStart() {
        return new ComponentStart();
    }

    @Bean
    @ConfigurationPropertiesBinding
    static BeanReferenceConverter commandBusBeanReferenceConverter(BeanFactory beans) {
        return new BeanReferenceConverter(beans, DataSource.class, CommandBusConfiguration.class);
    }

    private static final class ComponentStart implements CamelContextConfiguration {

        @Override
        public void beforeApplicationStart(CamelContext camel) {
            camel.getComponent("commandbus");
        }

        @Override
        public void afterApplicationStart(CamelContext camel) {
            // Nothing is left to do.
        }
    }
}
