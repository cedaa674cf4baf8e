/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeliveryAgendaTest {

    private record Message(Lease lease, boolean exclusive) implements Delivery {}

    private static final class Handlers implements DeliveryDispatcher<Message, String> {

        private final List<InFlight<Message, String>> dispatched = new ArrayList<>();

        @Override
        public int concurrency() {
            return 3;
        }

        @Override
        public void dispatch(InFlight<Message, String> inFlight) {
            dispatched.add(inFlight);
        }
    }

    private static final DeliverySettings SETTINGS = new DeliverySettings(
            "test", Duration.ofSeconds(30), true, Duration.ofMinutes(5), 100, Duration.ofSeconds(60));

    private static final DeliverySettings BRIEF = new DeliverySettings(
            "brief", Duration.ofSeconds(3), false, Duration.ofMinutes(5), 100, Duration.ofSeconds(1));

    private final Handlers handlers = new Handlers();
    private final DeliveryAgenda<Message, String> agenda = new DeliveryAgenda<>(SETTINGS, handlers);

    @Test
    void fetchesAsManyAsThereAreFreeHandlers() throws Exception {
        assertThat(agenda.awaitStep().limit()).isEqualTo(3);
        fetch(message(1), message(2));
        assertThat(agenda.awaitStep().limit()).isEqualTo(1);
    }

    @Test
    void writesWhatHasFinishedWithTheNextFetch() throws Exception {
        List<InFlight<Message, String>> fetched = fetch(message(1), message(2));
        fetched.get(0).start();
        fetched.get(0).settle("done");
        Step<Message, String> step = agenda.awaitStep();
        assertThat(step.settled()).extracting(Settled::settlement).containsExactly("done");
        assertThat(step.limit()).isPositive();
    }

    @Test
    void whatIsWrittenWithAFetchTakesNoPlaceInIt() throws Exception {
        end(fetchMany(100).subList(0, 97));
        Step<Message, String> step = agenda.awaitStep();
        assertThat(step.settled()).hasSize(97);
        assertThat(step.limit()).isEqualTo(100);
    }

    @Test
    void aStepThatFailsIsTriedAgainExceptForWhatItWasToGiveBack() throws Exception {
        List<InFlight<Message, String>> fetched = fetch(message(1), message(2));
        fetched.get(0).start();
        fetched.get(0).settle("done");
        agenda.suspend();
        Step<Message, String> failed = agenda.awaitStep();
        assertThat(failed.released()).containsExactly(fetched.get(1));

        assertThat(agenda.retryLater(failed, false, 1)).isTrue();
        Step<Message, String> again = agenda.awaitStep();
        assertThat(again.settled()).isEqualTo(failed.settled());
        assertThat(again.released()).isEmpty();
        assertThat(agenda.inFlight()).isOne();
    }

    @Test
    void whatMayBeGivenBackTwiceIsTriedAgain() throws Exception {
        List<InFlight<Message, String>> fetched = fetch(message(1));
        agenda.suspend();
        Step<Message, String> failed = agenda.awaitStep();
        assertThat(agenda.retryLater(failed, true, 1)).isTrue();
        assertThat(agenda.inFlight()).isOne();
        assertThat(agenda.awaitStep().released()).containsExactlyElementsOf(fetched);
    }

    @Test
    void suspendedItGivesBackWhatWaitsAndFetchesNothing() throws Exception {
        List<InFlight<Message, String>> fetched = fetch(message(1), message(2));
        assertThat(fetched.get(0).start()).isTrue();
        agenda.suspend();
        Step<Message, String> step = agenda.awaitStep();
        assertThat(step.released()).containsExactly(fetched.get(1));
        assertThat(step.limit()).isZero();
        assertThat(fetched.get(1).start()).isFalse();

        agenda.forget(step.released());
        assertThat(agenda.suspended()).isTrue();
        assertThat(agenda.inFlight()).isOne();
        agenda.resume();
        assertThat(agenda.awaitStep().limit()).isPositive();
    }

    @Test
    void whatCouldNotBeginIsGivenBackAndNothingIsFetchedForAMoment() throws Exception {
        InFlight<Message, String> taken = fetch(message(1)).get(0);
        taken.start();
        taken.giveBack();
        taken.settle("too late");
        taken.handlerDone();
        Step<Message, String> step = agenda.awaitStep();
        assertThat(step.released()).containsExactly(taken);
        assertThat(step.settled()).isEmpty();
        assertThat(step.limit()).isZero();
    }

    @Test
    void whatArrivesAfterTheStopIsGivenBack() throws Exception {
        agenda.stop(0);
        assertThat(agenda.accept(List.of(message(1)), System.nanoTime())).isEmpty();
        Step<Message, String> step = agenda.awaitStep();
        assertThat(step.released()).hasSize(1);
        agenda.forget(step.released());
        assertThat(agenda.awaitStep()).isNull();
    }

    @Test
    void stopWaitsForTheLoopAndForNothingThatHasNotBegun() throws Exception {
        assertThat(agenda.stop(0)).isTrue();
        agenda.loopBegins();
        assertThat(agenda.stop(10)).isFalse();
        agenda.loopEnds();
        assertThat(agenda.stop(0)).isTrue();
    }

    @Test
    void stoppingThereIsNoOtherTry() throws Exception {
        Step<Message, String> step = agenda.awaitStep();
        agenda.stop(0);
        assertThat(agenda.retryLater(step, false, Duration.ofHours(1).toNanos()))
                .isFalse();
    }

    @Test
    void toldToStopInThePauseAfterAFailureItTriesOnceMore() throws Exception {
        List<InFlight<Message, String>> fetched = fetch(message(1), message(2));
        end(fetched.subList(0, 1));
        Step<Message, String> failed = agenda.awaitStep();
        CompletableFuture<Boolean> tryAgain = waiting(
                () -> agenda.retryLater(failed, true, Duration.ofHours(1).toNanos()));
        agenda.stop(0);
        assertThat(tryAgain.get()).isTrue();
        Step<Message, String> last = agenda.awaitStep();
        assertThat(last.settled()).isEqualTo(failed.settled());
        assertThat(last.released()).containsExactly(fetched.get(1));
    }

    @Test
    void whatMayBeWrittenAlreadyIsNotWrittenBesideThePause() throws Exception {
        agenda.awaitStep();
        end(fetchMany(DeliveryAgenda.SURPLUS));
        Step<Message, String> failed = agenda.awaitStep();
        assertThat(agenda.retryLater(failed, true, 1)).isTrue();
        assertThat(agenda.takeSurplus()).isEmpty();
    }

    @Test
    void aWakeUpDuringTheFetchCausesAnother() throws Exception {
        Step<Message, String> step = agenda.awaitStep();
        agenda.wakeUp();
        agenda.fetched(step, new DeliveryStore.Fetched<>(List.of(), false, 0), OptionalLong.empty());
        assertThat(agenda.awaitStep().limit()).isEqualTo(3);
    }

    @Test
    void anExclusiveDeliveryWaitsUntilItIsAlone() throws Exception {
        InFlight<Message, String> other =
                fetch(message(1), new Message(new Lease(2, 1), true)).get(0);
        other.start();
        other.settle("done");
        assertThat(agenda.awaitStep().limit()).isZero();
        assertThat(handlers.dispatched).isEmpty();

        other.handlerDone();
        agenda.settled(other, "again, so that the loop has something to do");
        agenda.awaitStep();
        assertThat(handlers.dispatched).singleElement().satisfies(alone -> assertThat(
                        alone.delivery().lease().messageId())
                .isEqualTo(2));
    }

    @Test
    void nothingIsFetchedWhileAnExclusiveDeliveryRuns() throws Exception {
        fetch(new Message(new Lease(1, 1), true));
        agenda.wakeUp();
        agenda.settled(new InFlight<>(message(9), agenda, 0), "so that the loop has something to do");
        assertThat(agenda.awaitStep().limit()).isZero();
        InFlight<Message, String> alone = handlers.dispatched.get(0);
        alone.start();
        agenda.settled(new InFlight<>(message(9), agenda, 0), "again");
        assertThat(agenda.awaitStep().limit()).isZero();

        alone.settle("done");
        alone.handlerDone();
        assertThat(agenda.awaitStep().limit()).isPositive();
    }

    @Test
    void anExclusiveDeliveryWaitsForWhatGoesOnWithoutAThread() throws Exception {
        InFlight<Message, String> other =
                fetch(message(1), new Message(new Lease(2, 1), true)).get(0);
        other.start();
        other.handlerDone();
        agenda.settled(new InFlight<>(message(9), agenda, 0), "so that the loop has something to do");
        agenda.awaitStep();
        assertThat(handlers.dispatched).isEmpty();

        other.settle("done");
        agenda.awaitStep();
        assertThat(handlers.dispatched).hasSize(1);
    }

    @Test
    void whatNobodyEndsGivesItsPlaceBackWhenItsLeaseHasRunOut() throws Exception {
        DeliveryAgenda<Message, String> brief = new DeliveryAgenda<>(BRIEF, handlers);
        List<InFlight<Message, String>> lost = brief.accept(List.of(message(1), message(2)), System.nanoTime());
        lost.forEach(one -> assertThat(one.start()).isTrue());
        lost.forEach(InFlight::handlerDone);
        brief.accept(List.of(new Message(new Lease(3, 1), true)), System.nanoTime());

        // The one that runs alone waits for what could still be going on, but not for ever.
        while (handlers.dispatched.isEmpty()) {
            agendaLooks(brief);
        }

        InFlight<Message, String> alone = handlers.dispatched.get(0);
        alone.renewed(System.nanoTime());
        assertThat(alone.start()).isTrue();
        alone.handlerDone();
        while (brief.awaitStep().limit() == 0) {
            agendaLooks(brief);
        }
        // One that ends after all is written, whatever the database says to it.
        lost.get(0).settle("late");
        assertThat(brief.awaitStep().settled()).hasSize(1);
    }

    @Test
    void whatFinishesWhileTheLoopIsBusyIsSurplusWhenThereIsEnoughOfIt() throws Exception {
        agenda.awaitStep();
        List<InFlight<Message, String>> fetched = fetchMany(DeliveryAgenda.SURPLUS + 1);
        end(fetched.subList(1, DeliveryAgenda.SURPLUS));
        assertThat(agenda.awaitSurplus(1)).isFalse();
        assertThat(agenda.takeSurplus()).isEmpty();

        end(fetched.subList(0, 1));
        assertThat(agenda.awaitSurplus(1)).isTrue();
        List<Settled<Message, String>> surplus = agenda.takeSurplus();
        assertThat(surplus).hasSize(DeliveryAgenda.SURPLUS);
        assertThat(agenda.inFlight()).isEqualTo(DeliveryAgenda.SURPLUS + 1);
        // It takes no place in a fetch either.
        assertThat(agenda.awaitStep().settled()).isEmpty();

        agenda.surplusWritten(surplus);
        assertThat(agenda.inFlight()).isOne();
    }

    @Test
    void aLoopThatIsFreeWritesAll() throws Exception {
        end(fetchMany(DeliveryAgenda.SURPLUS));
        assertThat(agenda.awaitSurplus(1)).isFalse();
        assertThat(agenda.awaitStep().settled()).hasSize(DeliveryAgenda.SURPLUS);
        assertThat(agenda.takeSurplus()).isEmpty();
    }

    @Test
    void surplusThatCannotBeWrittenIsLeftToTheLoop() throws Exception {
        agenda.awaitStep();
        List<InFlight<Message, String>> fetched = fetchMany(DeliveryAgenda.SURPLUS);
        end(fetched);
        List<Settled<Message, String>> surplus = agenda.takeSurplus();
        agenda.surplusFailed(surplus);
        assertThat(agenda.awaitStep().settled()).isEqualTo(surplus);
    }

    @Test
    void theLoopDoesNotEndBeforeTheSurplusIsWritten() throws Exception {
        agenda.awaitStep();
        List<InFlight<Message, String>> fetched = fetchMany(DeliveryAgenda.SURPLUS);
        end(fetched);
        List<Settled<Message, String>> surplus = agenda.takeSurplus();
        agenda.stop(0);
        CompletableFuture<Step<Message, String>> last = waiting(agenda::awaitStep);
        assertThat(agenda.awaitSurplus(Duration.ofHours(1).toNanos())).isFalse();
        assertThat(last).isNotDone();
        agenda.surplusWritten(surplus);
        assertThat(last.get()).isNull();
    }

    /** Returns when another thread has begun to wait in the action. */
    private static <T> CompletableFuture<T> waiting(Callable<T> action) {
        AtomicReference<Thread> loop = new AtomicReference<>();
        CompletableFuture<T> result = CompletableFuture.supplyAsync(() -> {
            loop.set(Thread.currentThread());
            try {
                return action.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> loop.get() != null && loop.get().getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    private List<InFlight<Message, String>> fetchMany(int number) {
        return fetch(LongStream.rangeClosed(1, number)
                .mapToObj(DeliveryAgendaTest::message)
                .toArray(Message[]::new));
    }

    private static void end(List<InFlight<Message, String>> handled) {
        for (InFlight<Message, String> one : handled) {
            one.start();
            one.settle("done");
            one.handlerDone();
        }
    }

    private static void agendaLooks(DeliveryAgenda<Message, String> agenda) throws Exception {
        agenda.settled(new InFlight<>(message(9), agenda, 0), "so that the loop has something to do");
        agenda.awaitStep();
    }

    @Test
    void renewsWhatIsOldEnoughButNotLostNorBeyondTheCap() {
        long now = System.nanoTime();
        long seconds = Duration.ofSeconds(1).toNanos();
        agenda.accept(List.of(message(1)), now - seconds);
        agenda.accept(List.of(message(2)), now - 20 * seconds);
        agenda.accept(List.of(message(3)), now - 301 * seconds);
        agenda.accept(List.of(message(4)), now - 20 * seconds).get(0).markLost();
        assertThat(agenda.dueForRenewal(now).keySet()).containsExactly(new Lease(2, 1));
    }

    private List<InFlight<Message, String>> fetch(Message... messages) {
        return agenda.accept(List.of(messages), System.nanoTime());
    }

    private static Message message(long id) {
        return new Message(new Lease(id, 1), false);
    }
}
