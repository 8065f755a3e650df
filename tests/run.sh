#!/usr/bin/env bash
# Builds everything, runs every test and check, and ends with one line: N passed, N failed[, N skipped].
#   tests/run.sh                  all tests
#   tests/run.sh --full           all tests at full size (takes much longer); puts what they measured into docs/benchmarks.md
#   tests/run.sh --filter NAME    only tests whose full name contains NAME, and no style checks
# Needs the .NET SDK and Debian's packages; installs with apt-get what is missing. Ends with 1 where anything failed
# or no test ran. Results stay in TestResults/*.trx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

filter=""
while [ $# -gt 0 ]; do
  case $1 in
    --full) export CANARY_TESTS_FULL=1 CANARY_FIGURES=$PWD/TestResults/figures.md ;;
    --filter) filter=${2:?--filter wants a part of a test name}; shift ;;
    *) echo "usage: tests/run.sh [--full] [--filter NAME]" >&2; exit 2 ;;
  esac
  shift
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DEBIAN_FRONTEND=noninteractive
exec </dev/null

passed=0 failed=0 skipped=0 tests=0 failures=()
results=TestResults

# Prints the closing line; says no where something failed or nothing was tested.
finish() {
  [ ${#failures[@]} -eq 0 ] || printf 'FAILED %s\n' "${failures[@]}"
  if [ "$tests" -eq 0 ]; then echo "No test ran."; fi
  if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"
  else echo "$passed passed, $failed failed"; fi
  [ "$failed" -eq 0 ] && [ "$tests" -gt 0 ]
}

# check NAME COMMAND...: counts one check; shows what the command said only where it failed.
check() {
  local name=$1 output; shift
  echo "== $name"
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
  else
    printf '%s\n' "$output" | tail -n 60
    failed=$((failed + 1)); failures+=("$name")
    return 1
  fi
}

# Installs the packages of the commands that are missing. Their servers must not start: tests start their own.
install_missing() {
  local pair packages=() guard=/usr/sbin/policy-rc.d own_guard="" sudo=()
  for pair in redis-server:redis-server redis-cli:redis-tools promtool:prometheus amtool:prometheus-alertmanager curl:curl \
    shellcheck:shellcheck buildah:buildah debootstrap:debootstrap unshare:util-linux openssl:openssl node:nodejs npm:npm kubectl:kubernetes-client ip:iproute2 rabbitmq-server:rabbitmq-server \
    etcd:etcd-server nsd:nsd chromium:chromium haproxy:haproxy nginx:nginx tmux:tmux zsh:zsh fish:fish; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
  done
  [ ${#packages[@]} -gt 0 ] || return 0
  echo "== installing ${packages[*]}"
  [ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
  if [ ! -e "$guard" ]; then
    own_guard=$guard
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$guard" >/dev/null
    "${sudo[@]}" chmod +x "$guard"
  fi
  local status=0
  { "${sudo[@]}" apt-get update -qq &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >/dev/null || status=$?
  [ -z "$own_guard" ] || "${sudo[@]}" rm -f "$own_guard"
  return "$status"
}

# counter TRX NAME: one number of the file's <Counters>.
counter() { grep -o '<Counters [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]\+'; }

# run_project CSPROJ: runs its tests and adds its numbers.
run_project() {
  local name trx status=0 arguments=(); name=$(basename "$1" .csproj); trx=$results/$name.trx
  [ -z "$filter" ] || arguments=(--filter "FullyQualifiedName~$filter")
  echo "== $name"
  timeout --kill-after=30s "$([ -n "${CANARY_TESTS_FULL:-}" ] && echo 3h || echo 25m)" \
    dotnet test "$1" -c Release --no-build --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" "${arguments[@]}" || status=$?

  local project_failed=0 total project_passed executed
  if [ -f "$trx" ]; then
    total=$(counter "$trx" total) executed=$(counter "$trx" executed) project_passed=$(counter "$trx" passed)
    project_failed=$((executed - project_passed))
    passed=$((passed + project_passed)) failed=$((failed + project_failed))
    skipped=$((skipped + total - executed)) tests=$((tests + executed))
    local line
    while IFS= read -r line; do failures+=("$line"); done < <(
      grep -o '<UnitTestResult [^>]*outcome="Failed"' "$trx" | sed -e 's/.* testName="\([^"]*\)".*/\1/' -e 's/&quot;/"/g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g')
  fi
  if [ "$status" -ne 0 ] && [ "$project_failed" -eq 0 ]; then
    failed=$((failed + 1)); failures+=("$name ended with exit code $status before all its tests had run")
  fi
}

# The compose file, and what the Kubernetes overlays build, against their schemas.
check_manifests() {
  npm ci --prefix tests/manifests --no-audit --no-fund --ignore-scripts --loglevel=error && npm test --prefix tests/manifests
}

# The dashboards' JSON against Grafana's types and the rules of its linter.
check_dashboards() {
  npm ci --prefix tests/dashboards --no-audit --no-fund --ignore-scripts --loglevel=error && npm test --prefix tests/dashboards
}

# Replaces the table in docs/benchmarks.md by the figures of this run.
write_benchmarks() {
  local page=docs/benchmarks.md new=$results/benchmarks.md
  {
    sed '/<!-- figures -->/q' "$page"
    echo "Made on $(date -u +%Y-%m-%d), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), .NET SDK $(dotnet --version)."
    echo
    echo "| what | result |"
    echo "|---|---|"
    cat "$CANARY_FIGURES"
    sed -n '/<!-- \/figures -->/,$p' "$page"
  } >"$new"
  cp "$new" "$page"
}

install_missing || { failed=1; failures+=("installing the servers that the tests need"); finish; exit 1; }
check "build" dotnet build Canary.Gateway.sln -c Release -v quiet -clp:NoSummary -p:UseSharedCompilation=false || { finish; exit 1; }
if [ -z "$filter" ]; then
  check "dotnet format" dotnet format Canary.Gateway.sln --verify-no-changes --no-restore || true
  mapfile -t scripts < <(find . -name '*.sh' -not -path '*/node_modules/*' -not -path '*/bin/*' -not -path '*/obj/*'; echo .ci/run)
  check "shellcheck" shellcheck "${scripts[@]}" || true
  check "dashboards: types and linter rules" check_dashboards || true
  check "compose and Kubernetes: schemas" check_manifests || true
fi

rm -rf "$results"
mkdir -p "$results"
mapfile -t projects < <(grep -l '<IsTestProject>true' tests/*/*.csproj | sort)
for project in "${projects[@]}"; do run_project "$project"; done
[ -z "${CANARY_FIGURES:-}" ] || [ ! -s "$CANARY_FIGURES" ] || write_benchmarks
finish
