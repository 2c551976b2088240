//! The entry point: prepares the process and runs [`deskql::cli`].

/// The allocator of the published measurements.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    deskql::cli::prepare();
    deskql::cli::main()
}
