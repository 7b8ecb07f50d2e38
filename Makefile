# cordon. `make build` then `bin/cordon help`; `make test` proves it; `make bench` measures it.
GO       ?= go
FUZZTIME ?= 30s
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
# Real data for tests and benchmarks, when it lies beside the checkout.
DATA     := $(if $(CORDON_TESTDATA),$(CORDON_TESTDATA),$(wildcard $(abspath ../shared/data)))
export CORDON_TESTDATA := $(DATA)

.PHONY: build test vet fuzz bench generate clean

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/cordon ./cmd/cordon

test: vet build
	CGO_ENABLED=1 $(GO) test -race -timeout 14m ./...

vet:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'gofmt:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...

# Each fuzz target for FUZZTIME.
fuzz:
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "== $$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; done

# Every figure that the docs quote, as JSON lines under bench/out/.
bench: build
	@mkdir -p bench/out
	bin/cordon bench -o jsonl | tee bench/out/bench.jsonl

# The built-in programme's listings, made again from the published lists.
generate:
	$(GO) generate ./law/...

clean:
	rm -rf bin bench/out
