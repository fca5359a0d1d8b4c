# Onefold without the demo world. Settings come from the environment, or from a file:
#   docker run -p 5244:5244 -v onefold:/data -v ./config.yaml:/config.yaml:ro onefold serve --config /config.yaml

FROM rust:1.95-slim-bookworm AS builder
WORKDIR /build
# The image brings the toolchain, so rust-toolchain.toml stays out: it would fetch clippy and rustfmt.
COPY Cargo.toml Cargo.lock askama.toml ./
# Not built here, but Cargo reads the manifest of every member and looks for every target it names.
COPY graph-sim graph-sim
COPY tests tests
COPY benches benches
COPY migrations migrations
COPY web web
COPY src src
RUN cargo build --release --locked --no-default-features

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=builder /build/target/release/onefold /usr/local/bin/onefold
USER 10001:10001
ENV ONEFOLD_LISTEN=0.0.0.0:5244 ONEFOLD_DATA_DIR=/data
VOLUME /data
EXPOSE 5244
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD ["onefold", "healthcheck"]
ENTRYPOINT ["onefold"]
CMD ["serve"]
