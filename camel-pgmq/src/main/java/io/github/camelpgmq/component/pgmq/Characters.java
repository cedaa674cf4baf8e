/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConverter;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.ExchangeHelper;

/** The characters in bodies of bytes, streams and files. They are read once. */
public final class Characters {

    private Characters() {}

    /** Whether a body is text in another form than a String. */
    public static boolean isIn(Object body) {
        return isBytes(body) || body instanceof Reader || body instanceof StreamCache;
    }

    /**
     * The characters of such a body: bytes are in the exchange's charset ({@code CamelCharsetName}), or UTF-8.
     *
     * @throws InvalidBodyException if the bytes are not in that charset
     */
    public static String of(Object body, Exchange exchange) {
        TypeConverter converter = exchange.getContext().getTypeConverter();
        try {
            return isBytes(body)
                    ? decoded(converter.mandatoryConvertTo(byte[].class, exchange, body), exchange)
                    : converter.mandatoryConvertTo(String.class, exchange, body);
        } catch (NoTypeConversionAvailableException e) {
            throw new InvalidBodyException(
                    "A body of type " + body.getClass().getName() + " cannot be read: convert it to a String first", e);
        }
    }

    /** The characters of such a body; any other body as it is. */
    public static Object unpacked(Object body, Exchange exchange) {
        return isIn(body) ? of(body, exchange) : body;
    }

    private static boolean isBytes(Object body) {
        return body instanceof byte[]
                || body instanceof InputStream
                || body instanceof ByteBuffer
                || body instanceof File
                || body instanceof WrappedFile<?>;
    }

    private static String decoded(byte[] bytes, Exchange exchange) {
        String name = ExchangeHelper.getCharsetName(exchange, false);
        try {
            Charset charset = name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
            // A decoder of one's own reports what the String constructor would replace silently.
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException | UnsupportedCharsetException e) {
            throw new InvalidBodyException(
                    "The body's bytes are not text in " + (name == null ? "UTF-8" : name)
                            + ": set the exchange property " + Exchange.CHARSET_NAME + " to their charset ("
                            + e.getMessage() + ")",
                    e);
        }
    }
}
