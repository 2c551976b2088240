# `just` lists these. ./test and cargo are all that is needed; this only saves typing.

[private]
default:
    @just --list

# A help desk full of tickets at http://127.0.0.1:8000 (admin/admin)
demo:
    cargo run --release -- demo

# Everything that must pass
test *sections:
    ./test {{sections}}

# Formatting, lints, unit and integration tests
quick:
    ./test --quick

# The recorded contract against the release binary: `just contract pg queue-permissions`
contract database="sqlite" *features:
    cargo build --release
    tests/contract/run {{database}} {{features}}

# schema.graphql and openapi.json from the code
schema:
    cargo run -q -- schema > schema.graphql.new
    mv schema.graphql.new schema.graphql
    cargo run -q -- schema --rest > openapi.json.new
    mv openapi.json.new openapi.json

# What a page of tickets costs
bench *options:
    cargo build --release
    benches/pages {{options}}

# Formats what can be formatted
fmt:
    cargo fmt --all
