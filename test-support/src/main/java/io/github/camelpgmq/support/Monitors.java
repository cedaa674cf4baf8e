/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Finds what is synchronized, methods and blocks, in byte code: ArchUnit itself sees the modifiers of methods only. */
public final class Monitors {

    private Monitors() {}

    /** The methods, each as {@code class.method}. */
    public static List<String> in(JavaClasses classes) {
        return classes.stream().flatMap(one -> in(one).stream()).toList();
    }

    private static List<String> in(JavaClass one) {
        Finder finder = new Finder(one.getName());
        try (InputStream code = one.getSource().orElseThrow().getUri().toURL().openStream()) {
            new ClassReader(code).accept(finder, ClassReader.SKIP_DEBUG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return finder.found;
    }

    private static final class Finder extends ClassVisitor {

        private final String className;
        private final List<String> found = new ArrayList<>();

        private Finder(String className) {
            super(Opcodes.ASM9);
            this.className = className;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                found.add(className + "." + name);
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.MONITORENTER) {
                        found.add(className + "." + name);
                    }
                }
            };
        }
    }
}
