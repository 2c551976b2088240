//! The asynchronous runtime of commands.

use std::time::Duration;

use crate::config::Config;

/// How long to wait for blocking threads when a command ends.
const BLOCKING_SHUTDOWN: Duration = Duration::from_millis(500);

/// Stack of each thread of the runtime, in bytes. The deepest accepted filter needs more than tokio's
/// default of 2 MiB in a debug build. Memory is used only as far as the stack grows.
const STACK_SIZE: usize = 8 << 20;

/// Runs a future on a runtime with `server.workers` threads.
pub(super) fn block_on<T>(
    config: &Config,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().thread_stack_size(STACK_SIZE);
    if config.server.workers > 0 {
        runtime.worker_threads(config.server.workers);
    }
    let runtime = runtime.build()?;
    let outcome = runtime.block_on(work);
    // Dropping the runtime would wait for blocking work without a limit.
    runtime.shutdown_timeout(BLOCKING_SHUTDOWN);
    outcome
}
