/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL says of an error, without the text of the statements it was in the middle of. */
final class ServerMessage {

    private ServerMessage() {}

    static String of(SQLException e) {
        if (e instanceof PSQLException error) {
            ServerErrorMessage server = error.getServerErrorMessage();
            if (server != null && server.getMessage() != null) {
                return server.getDetail() == null
                        ? server.getMessage()
                        : server.getMessage() + " (" + server.getDetail() + ")";
            }
        }
        return String.valueOf(e.getMessage());
    }
}
