package io.github.camelpgmq.component.commandbus.model;

/** How a command ended, as its sender sees it. */
public enum Outcome {
    SUCCESS,
    FAILED,
    CANCELED
}
