package io.github.camelpgmq.component.commandbus;

/** Base of every error that the command bus reports; the message names the domain and the command where they are known. */
public class CommandBusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandBusException(String message) {
        super(message);
    }

    public CommandBusException(String message, Throwable cause) {
        super(message, cause);
    }
}
