# The service in a small image, run by an unprivileged user.
#
#   docker build -t deskql .
#   docker run --rm -it -v deskql:/data deskql init
#   docker run -p 8000:8000 -v deskql:/data deskql
#
# `init` asks for an administrator and a queue, and creates the database and the folder for attachments in the volume.
# docs/setup.md lists the options that replace the questions.

FROM node:22-bookworm-slim AS node

FROM rust:1.95.0-slim-bookworm AS build
# The image's toolchain, without the components that rust-toolchain.toml adds for developers.
ENV RUSTUP_TOOLCHAIN=1.95.0
# The pages for browsers need npm; Debian's is too old.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
# jemalloc needs make.
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask release \
 && cp target/release/deskql /usr/local/bin/deskql

FROM debian:bookworm-slim
# Root certificates for TLS connections to databases, S3 servers and webhook receivers.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /data deskql \
 && install -d -m 700 -o deskql -g deskql /data /data/media
COPY --from=build /usr/local/bin/deskql /usr/local/bin/deskql
USER deskql
WORKDIR /data
VOLUME /data
ENV DESKQL_SERVER__LISTEN=0.0.0.0:8000 \
    DESKQL_DATABASE__URL=sqlite:/data/deskql.sqlite3 \
    DESKQL_STORAGE__URL=fs:/data/media
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["deskql", "healthcheck"]
ENTRYPOINT ["deskql"]
CMD ["serve"]
