package io.github.camelpgmq.component.commandbus.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A database with PGMQ of a test class's own. */
public final class TestDatabase implements AutoCloseable {

    private final String admin = System.getProperty("pgmq.url");
    private final String name = "it_" + UUID.randomUUID().toString().replace("-", "");

    public TestDatabase() throws SQLException {
        execute("CREATE DATABASE " + name + " TEMPLATE pgmqtpl");
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(admin.replaceFirst("/[^/?]+[?]", "/" + name + "?"));
    }

    @Override
    public void close() throws SQLException {
        execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(admin);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
