# cordon. `make build` then `bin/cordon help`; `make test` proves it; `make bench` measures it.
GO       ?= go
FUZZTIME ?= 30s
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
# Real data for tests and benchmarks, when it lies beside the checkout.
DATA     := $(if $(CORDON_TESTDATA),$(CORDON_TESTDATA),$(wildcard $(abspath ../shared/data)))
export CORDON_TESTDATA := $(DATA)

.PHONY: build demo ui ui-test ui-api ui-tools pictures test test-go test-whole vet tools fuzz bench bench-doc generate readme clean

# The workbench is built too where npm is; without it the program's page says how.
build: $(if $(shell command -v npm 2>/dev/null),ui)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/cordon ./cmd/cordon

web/node_modules: web/package-lock.json
	cd web && npm ci && touch node_modules || { echo 'make ui: npm ci did not get the packages of web/package-lock.json; without npm make build leaves the workbench out'; exit 1; }

# The workbench into web/dist, which the program embeds. Too large a bundle fails.
ui: web/node_modules
	cd web && npm run -s build

# Types, units, and every view in a real browser on the real program. Pictures of
# all views stay under web/e2e/out/shots.
ui-test: ui-tools build
	cd web && npm run -s check && npm run -s test && CHROMIUM="$$(command -v $${CHROMIUM:-chromium})" CORDON=$(CURDIR)/bin/cordon npm run -s e2e

# The types of the API, from what the program says of itself. make ui-test fails when they are old.
ui-api: web/node_modules
	CGO_ENABLED=0 $(GO) build -o bin/cordon ./cmd/cordon
	cd web && CORDON=$(CURDIR)/bin/cordon node e2e/openapi.mjs

# The pictures in README.md, made again from the demonstration.
pictures: ui-tools build
	cd web && CHROMIUM="$$(command -v $${CHROMIUM:-chromium})" CORDON=$(CURDIR)/bin/cordon node e2e/pictures.mjs

ui-tools:
	@command -v npm >/dev/null || { echo 'make ui-test: Node.js 20.19 or newer with npm is needed'; exit 1; }
	@command -v $${CHROMIUM:-chromium} >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core fonts-noto-cjk; fi; \
	  command -v chromium >/dev/null || { echo 'make ui-test: no chromium; install the packages chromium, fonts-dejavu-core and fonts-noto-cjk, or name another in CHROMIUM'; exit 1; }; }

# All of it on a made-up world, until Ctrl-C.
demo: build
	bin/cordon demo

# All that proves the project. The workbench first: it takes the least time.
test: vet ui-test test-go

# Where tests are that the race detector makes too slow: their names end in Whole.
WHOLE = $(addprefix ./,$(sort $(dir $(shell git grep -l 'unraced\.Skip' -- '*_test.go'))))

# The race detector needs cgo, so a C compiler; the program itself does not.
test-go: tools vet
	@test -n "$(DATA)" || echo 'make test: CORDON_TESTDATA is not set and ../shared/data is not there: tests on real lists are skipped'
	CGO_ENABLED=1 $(GO) test -race -timeout 14m ./...
	$(GO) test -run 'Whole$$' -timeout 14m $(WHOLE)

# Whole real lists, which take minutes under the race detector: to be run when
# intake, store or live change.
test-whole: build
	$(GO) test -timeout 14m ./intake ./store ./live

tools:
	@command -v $${CC:-gcc} >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -y -q --no-install-recommends gcc libc6-dev; \
	  else echo 'make test: the race detector needs a C compiler; install the packages gcc and libc6-dev'; exit 1; fi; }

vet:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo 'gofmt:'; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...

# Each fuzz target of each package for FUZZTIME; Go runs one at a time.
fuzz:
	@for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
	    echo "== $$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$p || exit 1; \
	  done; done

# Every figure that docs/benchmarks.md quotes, as JSON lines under bench/out/, one
# command and one file per benchmark. make bench BENCH=start runs one.
BENCH ?= $(if $(DATA),import-ofac import-un start right http screen touch watch) law bulk-load as-of import-1m change graph world
bench: build
	@mkdir -p bench/out
	@for b in $(BENCH); do echo "bin/cordon bench $$b"; \
	  bin/cordon bench -o jsonl $$b >bench/out/$$b.jsonl || exit 1; cat bench/out/$$b.jsonl; done

# The figures of the last make bench into docs/benchmarks.md.
bench-doc:
	$(GO) test ./cmd/cordon -run 'TestBenchmarksDoc|TestWorldDoc' -update -bench-out $(CURDIR)/bench/out

# The built-in programme's listings, made again from the published lists.
generate:
	$(GO) generate ./law/... ./geo/...

# The picture in README.md and docs/cli.md, made again from the command.
readme:
	$(GO) test ./cmd/cordon -run 'TestREADMEScreen|TestCLIDoc' -update

clean:
	rm -rf bin bench/out
