# Bare `make` prints this help. `make demo` and `make test` are all a newcomer needs.

GO ?= go
BINARY := bin/recaudo
DEMO := bin/demo
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.1

.DEFAULT_GOAL := help
.PHONY: help build demo test test-packages test-recount check lint generate e2e bench soak clean

help: ## print this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/recaudo
	$(GO) build -o $(BINARY) .

demo: build ## write sample exports, run them, print the leaderboard
	rm -rf $(DEMO)
	$(BINARY) demo $(DEMO)

test: ## vet and test everything that needs no service and no network
	$(GO) build ./...
	$(GO) vet ./...
	@# one after the other they leave a core idle for minutes
	$(MAKE) -j 2 test-packages test-recount

# without debug information, which nobody looks at and every linked test waits for
test-packages:
	$(GO) test -ldflags=-w -timeout 40m $$($(GO) list ./... | grep -v /recount$$)

# by itself it recounts a few histories only: a fault in a rare case takes more of them to show
test-recount:
	$(GO) test -ldflags=-w ./internal/recount -histories 150 -timeout 40m

check: ## what a change must pass: format, vet, tests, race detector, generated files
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) test ./...
	$(GO) test -race ./metrics
	$(GO) generate ./...
	git diff --exit-code -- dashboards/generated docs/warehouse.md docs/metrics.md docs/examples.md

lint: ## run the linters of .golangci.yml (fetches them)
	$(GO) run $(GOLANGCI) run

generate: ## write the generated files anew
	$(GO) generate ./...

e2e: build ## the exporter, a real Prometheus and the drawn boards (installs what it needs)
	e2e/run.sh

bench: build ## every workload beside its yardstick (an hour; BENCH="--sizes 1M --only ingest" for less)
	$(GO) run ./e2e/bench --recaudo $(BINARY) $(BENCH)

soak: build ## 400 nights with random faults: the promise, memory, descriptors, file sizes (half an hour and more)
	$(GO) run ./e2e/soak --recaudo $(BINARY)

clean: ## remove what make built
	rm -rf bin
