//! The program: what must be in place before anything runs, then [`deskql::cli`].

/// The allocator that the published measurements were made with.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    deskql::cli::prepare();
    deskql::cli::main()
}
