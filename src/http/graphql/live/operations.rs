//! The running operations of a connection.

use std::collections::VecDeque;
use std::future::Future;

use futures_util::stream::{FuturesUnordered, Stream, StreamExt, StreamFuture};

/// The running operations of a connection, as streams of events.
///
/// An operation may wait with a lock or a database connection that other subscribers need. If it
/// were not polled while the connection sends a message, a slow client would hold them up. So
/// operations run on while a message is sent, each up to its next event: memory holds at most one
/// event per operation.
pub(super) struct Operations<S: Stream + Unpin> {
    /// Operations that compute their next event.
    running: FuturesUnordered<StreamFuture<S>>,
    /// Operations whose event waits to be sent, and that event.
    ready: VecDeque<(S::Item, S)>,
    /// The operation whose event was returned last. It resumes when the next event is requested.
    paused: Option<S>,
}

impl<S: Stream + Unpin> Operations<S> {
    pub(super) fn new() -> Self {
        Self {
            running: FuturesUnordered::new(),
            ready: VecDeque::new(),
            paused: None,
        }
    }

    /// Adds an operation.
    pub(super) fn push(&mut self, operation: S) {
        self.running.push(operation.into_future());
    }

    /// Drops the waiting events that `is_obsolete` selects, with their operations.
    pub(super) fn discard(&mut self, is_obsolete: impl Fn(&S::Item) -> bool) {
        self.ready.retain(|(event, _)| !is_obsolete(event));
    }

    /// The next event; `None` if all operations have ended. Cancelling it loses no event.
    pub(super) async fn next(&mut self) -> Option<S::Item> {
        if let Some(operation) = self.paused.take() {
            self.push(operation);
        }
        if self.ready.is_empty() {
            let ready = loop {
                if let (Some(event), operation) = self.running.next().await? {
                    break (event, operation);
                }
            };
            self.ready.push_back(ready);
        }
        let (event, operation) = self.ready.pop_front()?;
        self.paused = Some(operation);
        Some(event)
    }

    /// Awaits `future`, during which the operations run.
    pub(super) async fn run_during<T>(&mut self, future: impl Future<Output = T>) -> T {
        tokio::pin!(future);
        loop {
            tokio::select! {
                biased;
                output = &mut future => return output,
                Some((event, operation)) = self.running.next() => {
                    if let Some(event) = event {
                        self.ready.push_back((event, operation));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::stream;
    use tokio::sync::{Mutex, oneshot};
    use tokio::time::timeout;

    use super::*;

    type Events = Pin<Box<dyn Stream<Item = u32>>>;

    #[tokio::test]
    async fn operations_release_their_locks_while_a_message_is_sent() {
        let lock = Arc::new(Mutex::new(()));
        let (sender, receiver) = oneshot::channel::<()>();
        let held = Arc::clone(&lock);
        let mut operations = Operations::<Events>::new();
        operations.push(Box::pin(stream::once(async move {
            let _guard = held.lock().await;
            receiver.await.unwrap();
            2
        })));
        operations.push(Box::pin(stream::iter([1])));
        assert_eq!(operations.next().await, Some(1));
        assert!(
            lock.try_lock().is_err(),
            "the first operation waits with the lock"
        );
        let other_subscriber = tokio::spawn(async move {
            tokio::task::yield_now().await;
            sender.send(()).unwrap();
            drop(lock.lock().await);
        });
        let send = async {
            let limit = Duration::from_secs(10);
            timeout(limit, other_subscriber).await.unwrap().unwrap();
        };
        operations.run_during(send).await;
        assert_eq!(operations.next().await, Some(2));
        assert_eq!(operations.next().await, None);
    }

    #[tokio::test]
    async fn each_operation_waits_with_one_event() {
        let computed = Arc::new(std::sync::Mutex::new(Vec::new()));
        let mut operations = Operations::<Events>::new();
        for first in [10, 20] {
            let computed = Arc::clone(&computed);
            operations.push(Box::pin(
                stream::iter(first..first + 3)
                    .inspect(move |event| computed.lock().unwrap().push(*event)),
            ));
        }
        let sent = operations.next().await.unwrap();
        let send = tokio::time::sleep(Duration::from_millis(20));
        operations.run_during(send).await;
        assert_eq!(computed.lock().unwrap().len(), 2, "one event each");
        let mut events = vec![sent];
        while let Some(event) = operations.next().await {
            events.push(event);
        }
        let of = |first| move |event: &u32| (first..first + 3).contains(event);
        for first in [10, 20] {
            let of_operation: Vec<_> = events.iter().copied().filter(of(first)).collect();
            assert_eq!(of_operation, [first, first + 1, first + 2], "in order");
        }
    }

    #[tokio::test]
    async fn discarded_events_are_not_returned() {
        let mut operations = Operations::<Events>::new();
        operations.push(Box::pin(stream::iter([1, 2])));
        let send = tokio::time::sleep(Duration::from_millis(20));
        operations.run_during(send).await;
        operations.discard(|event| *event == 1);
        assert_eq!(operations.next().await, None);
    }
}
