# Shortcuts; `just` lists them. cargo and ./test do the same without just.

[private]
default:
    @just --list

# A help desk full of tickets at http://127.0.0.1:8000 (admin/admin)
demo *options:
    cargo xtask demo {{options}}

# The pages for browsers, for the next build
pages:
    cargo xtask pages

# All tests, or some sections
test *sections:
    ./test {{sections}}

# Formatting, words, lints, unit and integration tests
quick:
    ./test --quick

# Integration tests with a word in their names: `just it tickets`
it *words:
    cargo nextest run --test it {{words}}

# Unit tests of the main crate with a word in their names: `just unit multipart`
unit *words:
    cargo nextest run --lib {{words}}

# Words that the style guide replaces: `just words src/config`
words *paths:
    tests/words {{paths}}

# The recorded contract: `just contract pg queue-permissions`
contract database="sqlite" *features:
    cargo build
    BIN=${CARGO_TARGET_DIR:-target}/debug/deskql tests/contract/run {{database}} {{features}}

# schema.graphql and openapi.json from the code
schema:
    cargo run -q -- schema > schema.graphql.new
    mv schema.graphql.new schema.graphql
    cargo run -q -- schema --rest > openapi.json.new
    mv openapi.json.new openapi.json

# The cost of a page of tickets
bench *options:
    cargo xtask release
    benches/pages {{options}}

# deskql beside django-helpdesk, PostGraphile and the database itself: `just compare --database sqlite --tickets 10000`
compare *options:
    cargo xtask release
    benches/compare/run {{options}}

# Twenty minutes of mixed load with subscribers; fails on errors and on growing memory: `just soak --database sqlite`
soak *options:
    cargo xtask release
    benches/soak {{options}}

# Formats the Rust code
fmt:
    cargo fmt --all
