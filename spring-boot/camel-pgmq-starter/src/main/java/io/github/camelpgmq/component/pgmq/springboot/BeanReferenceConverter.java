/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.springboot;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/** Finds the beans that options name, as {@code #bean:name} or {@code #name}. */
public final class BeanReferenceConverter implements GenericConverter {

    private static final String BEAN = "bean:";

    private final BeanFactory beans;
    private final Set<ConvertiblePair> types;

    /**
     * @param beans where to look
     * @param types of options that are beans
     */
    public BeanReferenceConverter(BeanFactory beans, Class<?>... types) {
        this.beans = beans;
        this.types = Stream.of(types)
                .map(type -> new ConvertiblePair(String.class, type))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return types;
    }

    /**
     * @throws IllegalArgumentException if the text is not a reference
     * @throws org.springframework.beans.BeansException if there is no such bean of this type
     */
    @Override
    public Object convert(Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        String reference = source.toString().trim();
        if (!reference.startsWith("#")) {
            throw new IllegalArgumentException("'" + reference + "' does not name a bean: write #bean:" + reference
                    + " for the bean of this name");
        }
        String name = reference.substring(1);
        return beans.getBean(name.startsWith(BEAN) ? name.substring(BEAN.length()) : name, targetType.getType());
    }
}
