#!/usr/bin/env bash
# The whole test: engines, build, checks, every vitest project, the Next example. The last line is `N passed, N failed[, N skipped]`.
#
#   npm test                          everything
#   npm test -- --only unit           one project: unit, int or e2e
#   npm test -- --no-check            without `npm run check`
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Node 24 of the workspace, also when this script is called by hand.
export PATH="$PWD/node_modules/.bin:$PATH" TURBO_TELEMETRY_DISABLED=1

only=""
check=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --only) only="${2:-}"; shift ;;
    --only=*) only="${1#--only=}" ;;
    --no-check) check=no ;;
    *) echo "unknown argument: $1 (known: --only unit|int|e2e, --no-check)" >&2; exit 2 ;;
  esac
  shift
done
case "$only" in
  "") engines=(postgres redis chromium) ;;
  unit) engines=() ;;
  int) engines=(postgres redis) ;;
  e2e) engines=(chromium) ;;
  *) echo "unknown project: '$only' (known: unit, int, e2e)" >&2; exit 2 ;;
esac

mkdir -p .cache
state=$(mktemp -d "$PWD/.cache/test.XXXXXX")
runner=""
# shellcheck disable=SC2317,SC2329
stop() {
  local status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$runner" ]; then
    # The whole group: processes that a test started outlive a runner that is ended alone.
    kill -TERM -- "-$runner" 2>/dev/null && wait "$runner" 2>/dev/null
    kill -KILL -- "-$runner" 2>/dev/null
  fi
  bash scripts/setup-engines.sh down "$state"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# In the background, so that a signal reaches this script at once and not when the step has ended; in a process group
# of its own (set -m), so that all of it can be stopped.
step() {
  set -m
  "$@" </dev/null &
  runner=$!
  set +m
  wait "$runner"
  local status=$?
  runner=""
  return "$status"
}

failed_steps=()
if [ "${#engines[@]}" -gt 0 ]; then
  bash scripts/setup-engines.sh up "$state" "${engines[@]}" </dev/null
  # shellcheck disable=SC1091
  source "$state/env"
fi

step npm run --silent build -- --output-logs=errors-only || failed_steps+=(build)
if [ "$check" = yes ]; then step npm run --silent check || failed_steps+=(check); fi

report="$state/report.json"
arguments=(run --passWithNoTests --reporter=default --reporter=json "--outputFile.json=$report")
# Tests with a browser that do not look at times are a project of their own.
if [ -n "$only" ]; then arguments+=(--project "$only"); fi
if [ "$only" = e2e ]; then arguments+=(--project e2e-untimed); fi
step vitest "${arguments[@]}" || failed_steps+=(vitest)
# The one example that is no workspace of this one: alone, since its build takes all of the machine.
if [ -z "$only" ]; then
  if [ -n "${CHROMIUM_PATH:-}" ]; then
    step npm run --silent test:next || failed_steps+=(test:next)
  else
    echo "skipped: the Next example needs a Chromium (CHROMIUM_PATH)"
  fi
fi

node scripts/sum-tests.mjs "$report" "${failed_steps[@]}"
