#!/usr/bin/env bash
# The browser client in three engines. Build first: npm run build.
#
#   npm run test:engines -- [--only chromium,firefox,webkit]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

mkdir -p .cache
state=$(mktemp -d "$PWD/.cache/engines.XXXXXX")
trap 'bash scripts/setup-engines.sh down "$state"' EXIT
bash scripts/setup-engines.sh up "$state" chromium firefox webkit </dev/null
# shellcheck disable=SC1091
source "$state/env"
node packages/sdk-browser/test/run-engines.ts "$@"
