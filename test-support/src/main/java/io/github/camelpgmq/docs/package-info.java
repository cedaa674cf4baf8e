/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Documentation that is run: {@code Document} finds the code blocks, {@code SnippetTest} runs them, {@code SnippetCoverage} finds
 * what nobody runs; {@code Catalog}, {@code Table} and {@code MarkedBlock} keep tables equal to what the code says.
 */
package io.github.camelpgmq.docs;
