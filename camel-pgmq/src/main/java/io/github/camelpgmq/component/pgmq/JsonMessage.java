/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.MessageHelper;

/**
 * A message with JSON text from a queue as its body, a String that also converts to Maps, Lists, records, classes and
 * Jackson's trees: {@code getBody(Order.class)}, {@code convertBodyTo}, {@code bodyAs}, the parameters of bean methods.
 *
 * <p>A message and not a type converter, because Camel keeps converters by the two types alone: one from String to Order
 * would apply to the Strings of every component, and Camel would never ask it again once such a String has failed.
 *
 * <p>Only the text that came from the queue converts, in copies of the message too, not what a route replaces it by, nor
 * what {@code pollEnrich} copies into another message, nor what a template has taken out of its message
 * ({@code requestBody} with a type): that is an ordinary String.
 */
public final class JsonMessage extends DefaultMessage {

    /** Types of these have nothing to do with JSON, so Camel may ask for one without wanting an error. */
    private static final List<String> FOREIGN =
            List.of("java.", "javax.", "jdk.", "sun.", "org.w3c.", "org.xml.", "org.apache.camel.");

    private static final List<String> VALUES = List.of("java.util.", "java.time.", "java.math.");

    private String json;

    public JsonMessage(CamelContext context) {
        super(context);
    }

    /** Sets the body to JSON text from a queue; the JSON null is a null body. */
    public void setJson(String text) {
        json = text == null || JsonBodies.isNull(text) ? null : text;
        setBody(json);
    }

    @Override
    public <T> T getBody(Class<T> type) {
        return converts(type) ? converted(type) : super.getBody(type);
    }

    @Override
    public <T> T getMandatoryBody(Class<T> type) throws InvalidPayloadException {
        if (!converts(type)) {
            return super.getMandatoryBody(type);
        }
        try {
            return converted(type);
        } catch (TypeConversionException e) {
            throw new InvalidPayloadException(getExchange(), type, this, e);
        }
    }

    @Override
    public void copyFrom(Message that) {
        super.copyFrom(that);
        json = that instanceof JsonMessage other ? other.json : null;
    }

    @Override
    public JsonMessage newInstance() {
        return new JsonMessage(getCamelContext());
    }

    @Override
    public void reset() {
        super.reset();
        json = null;
    }

    private boolean converts(Class<?> type) {
        return json != null && getBody() == (Object) json && isMadeOfJson(type);
    }

    private <T> T converted(Class<T> type) {
        // A converter of the application's own wins.
        T own = ConvertersOfApplication.of(getCamelContext()).tryConvert(type, getExchange(), json);
        if (own != null) {
            return own;
        }
        try {
            return JsonBodies.value(json, type);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(MessageHelper.extractValueForLogging(json, this), type, e);
        }
    }

    private static boolean isMadeOfJson(Class<?> type) {
        if (type.isArray()) {
            Class<?> element = type.getComponentType();
            return element != byte.class && element != char.class;
        }
        if (Map.class.isAssignableFrom(type)
                || Collection.class.isAssignableFrom(type)
                || TreeNode.class.isAssignableFrom(type)) {
            return true;
        }
        if (type.isPrimitive() || Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
            return type.isAnnotationPresent(JsonTypeInfo.class) || type.isAnnotationPresent(JsonDeserialize.class);
        }
        String name = type.getName();
        return VALUES.stream().anyMatch(name::startsWith) || FOREIGN.stream().noneMatch(name::startsWith);
    }
}
