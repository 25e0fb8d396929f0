# `make demo` shows a failover, `make test` runs every test; both install what is missing first.

SWIFT    ?= $(shell command -v swift || echo /opt/swift/usr/bin/swift)
DESTDIR  ?=
PREFIX   ?= /usr
JOBS     ?= $(shell nproc)
SEEDS    ?= 100000
SECONDS_OF_FUZZING ?= 600

RELEASE  = -c release --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --gc-sections -Xlinker -z -Xlinker pack-relative-relocs -Xlinker -L$(STATIC) $(ORDERED)
# What the daemons call after their start lies together, because the kernel maps text in pieces of 64 KiB.
ORDER    = Benchmarks/order
ORDERED  = -Xswiftc -Xfrontend -Xswiftc -function-sections -Xlinker --symbol-ordering-file=$(CURDIR)/$(ORDER)/functions.txt -Xlinker --no-warn-symbol-ordering
CHECKED  = --explicit-target-dependency-import-check error
# The only C++ here is inside the Swift runtime: a library of its own would cost every process 300 kB.
STATIC   = $(CURDIR)/.build/static
BUILD    = $(SWIFT) build -j $(JOBS) $(CHECKED)
BIN      = .build/release
# Two virtual machines want a processor each, and the elections in the laboratory want some quiet.
ALONE    = IPVSDifferentialTests|DirectorTests

BUILD_PACKAGES = gcc libstdc++-12-dev libcurl4-openssl-dev libjansson-dev libncurses-dev libnl-3-dev libnl-genl-3-dev libpcre2-dev libpopt-dev libssl-dev libsystemd-dev pkg-config
TEST_PACKAGES  = keepalived bird2 frr iproute2 iputils-ping tcpdump psmisc procps strace ipvsadm user-mode-linux kmod monitoring-plugins-basic nginx-light dnsmasq-base openssl python3-aiosmtpd time

.PHONY: all setup setup-build setup-test build demo test soak bench order fuzz lint install clean

all: build

# Installs those of the packages in $(1) that are missing.
define install_missing
	@missing=""; for package in $(1); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
	    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

setup: setup-build setup-test

setup-build:
	$(call install_missing,$(BUILD_PACKAGES))

setup-test: setup-build
	$(call install_missing,$(TEST_PACKAGES))

build: setup-build $(STATIC)/libstdc++.a
	$(BUILD) $(RELEASE) --product vrrp
	$(BUILD) $(RELEASE) --product keepalived
	$(BUILD) $(RELEASE) --product ipvs
	$(BUILD) $(RELEASE) --product genhash
	$(BUILD) $(RELEASE) --product check
	$(BUILD) $(RELEASE) --product check-daemon

$(STATIC)/%.a:
	mkdir -p $(STATIC)
	ln -sf "$$(gcc -print-file-name=$*.a)" $@

demo: setup-test build
	$(BUILD) $(RELEASE) --product demo
	$(BIN)/demo

test: setup-test build
	$(SWIFT) build -j $(JOBS) $(CHECKED) --build-tests
	HA_PROGRAMS=$(CURDIR)/$(BIN) $(SWIFT) test -j $(JOBS) --skip-build --disable-xctest --skip '$(ALONE)'
	HA_PROGRAMS=$(CURDIR)/$(BIN) $(SWIFT) test -j $(JOBS) --skip-build --disable-xctest --filter '$(ALONE)'

soak: setup-build
	$(BUILD) $(RELEASE) --product soak
	$(BIN)/soak --seeds $(SEEDS)

bench: setup-test build
	$(BUILD) $(RELEASE) --product bench
	$(BIN)/bench

# Records the functions that the daemons call after their start.
order: setup-test build
	$(ORDER)/record.py $(BIN)/keepalived >$(ORDER)/recorded.txt
	mv $(ORDER)/recorded.txt $(ORDER)/functions.txt

fuzz: setup-build
	cd Tests/Fuzz && $(SWIFT) build -j $(JOBS) -c release
	for decoder in configuration:FuzzConfiguration packets:FuzzPackets response:FuzzResponse \
	    smtp:FuzzSMTP dns:FuzzDNS ipvs-arguments:FuzzIPVSArguments ipvs-replies:FuzzIPVSReplies; do \
	  found=.build/fuzz/$${decoder%%:*}; mkdir -p $$found; \
	  Tests/Fuzz/.build/release/$${decoder##*:} -max_total_time=$(SECONDS_OF_FUZZING) -print_final_stats=1 \
	    $$found Tests/Fuzz/Corpus/$${decoder%%:*} || exit 1; \
	done

lint:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man8 $(DESTDIR)/lib/systemd/system
	install -s -m 755 $(BIN)/vrrp $(DESTDIR)$(PREFIX)/sbin/vrrp
	ln -sf vrrp $(DESTDIR)$(PREFIX)/sbin/keepalived
	install -s -m 755 $(BIN)/check-daemon $(DESTDIR)$(PREFIX)/sbin/check-daemon
	install -s -m 755 $(BIN)/ipvs $(DESTDIR)$(PREFIX)/sbin/ipvs
	ln -sf ipvs $(DESTDIR)$(PREFIX)/sbin/ipvs-save
	ln -sf ipvs $(DESTDIR)$(PREFIX)/sbin/ipvs-restore
	ln -sf ipvs $(DESTDIR)$(PREFIX)/sbin/ipvsadm
	ln -sf ipvs $(DESTDIR)$(PREFIX)/sbin/ipvsadm-save
	ln -sf ipvs $(DESTDIR)$(PREFIX)/sbin/ipvsadm-restore
	install -s -m 755 $(BIN)/genhash $(DESTDIR)$(PREFIX)/bin/genhash
	install -s -m 755 $(BIN)/check $(DESTDIR)$(PREFIX)/bin/check
	install -m 644 man/check.1 man/genhash.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/keepalived.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 man/vrrp.8 man/keepalived.8 man/ipvs.8 $(DESTDIR)$(PREFIX)/share/man/man8/
	sed 's|@SBIN@|$(PREFIX)/sbin|' man/keepalived.service.in > $(DESTDIR)/lib/systemd/system/keepalived.service
	chmod 644 $(DESTDIR)/lib/systemd/system/keepalived.service

clean:
	rm -rf .build Tests/Fuzz/.build
