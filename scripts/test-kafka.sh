#!/usr/bin/env bash
# The tests of the Kafka event log on a real broker: the engine's conformance, and the built server.
#
#   npm run test:kafka
#
# Apart from `npm test`, because the broker's jars (about 130 MB, fetched once) and its start take longer than many tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH" TURBO_TELEMETRY_DISABLED=1

mkdir -p .cache
state=$(mktemp -d "$PWD/.cache/kafka.XXXXXX")
trap 'bash scripts/kafka-broker.sh down "$state"' EXIT
bash scripts/kafka-broker.sh up "$state"
# shellcheck disable=SC1091
source "$state/env"
turbo run build --output-logs=errors-only
vitest run --project int packages/adapters/src/event-log/kafka.int.test.ts packages/testkit/src/e2e/event-log.int.test.ts
