# What one does with Onefold. `make help` lists it; scripts/setup.sh installs what is missing.

export PATH := $(PATH):$(HOME)/.cargo/bin

.DEFAULT_GOAL := help
.PHONY: demo test test-heavy fuzz bench web screenshots fmt lint clean help

demo: ## Serve the demo world on this machine; ARGS="--listen 127.0.0.1:8080" reaches the program
	@scripts/setup.sh rust compiler
	@cargo run --locked -- demo $(ARGS)

test: ## Check the style, run all tests, build the docs, drive a browser (ONEFOLD_CI=1: nothing may be skipped)
	@scripts/test.sh

test-heavy: ## Run the cases that take minutes or gigabytes, on a release build; ONEFOLD_SOAK_MINUTES and FUZZ_SECONDS shorten two
	@scripts/setup.sh rust compiler compiler-cxx
	@for wanted in programs disks; do scripts/setup.sh $$wanted || [ "$$ONEFOLD_CI" != 1 ] || exit 1; done
	cargo test --release --locked --features heavy --test heavy -- --nocapture --test-threads=1
	@scripts/fuzz.sh

fuzz: ## Look for bytes that break what must hold; FUZZ_SECONDS=600 for each target
	@scripts/setup.sh rust compiler compiler-cxx
	@scripts/fuzz.sh

bench: ## Measure, also beside rclone and dufs; PART=listings, small or large measures one part of that alone
	@scripts/setup.sh rust compiler
	@[ -n "$(PART)" ] || cargo bench --locked --bench resolve --bench decide --bench passes --bench dav
	@scripts/setup.sh programs dufs
	cargo bench --locked --bench beside -- $(PART)

web: ## Install the tools of the browser tests and check that these parse
	@scripts/setup.sh node packages
	@for file in web/tests/*.mjs; do node --check "$$file" || exit 1; done

screenshots: ## Take the pictures in docs/screenshots of the demo world
	@scripts/setup.sh rust compiler node packages chromium
	@cargo build --locked
	@node web/tests/screenshots.mjs

fmt: ## Format the Rust sources
	@scripts/setup.sh rust
	cargo fmt
	cargo fmt --manifest-path fuzz/Cargo.toml

lint: ## Check the format and run clippy; a warning is an error
	@scripts/setup.sh rust compiler
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo clippy --workspace --all-targets --features onefold/heavy --locked -- -D warnings

clean: ## Remove what was built and installed here
	cargo clean
	rm -rf web/node_modules graph-sim/tests/programs/javascript/node_modules tests/clients/javascript/node_modules
	rm -rf .tools fuzz/target

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
