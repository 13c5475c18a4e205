#!/usr/bin/env bash
# A private Kafka broker for the tests of the Kafka event log: one node, KRaft, from the jars of Maven Central.
#
#   scripts/kafka-broker.sh up   <state folder>
#   scripts/kafka-broker.sh down <state folder>
#
# `up` needs Java 17 and Maven. It keeps the jars in .cache/kafka-<version>, and writes <state folder>/env with
# KAFKA_BROKERS, KAFKA_PID and KAFKA_LINE (`advertised:real`: the broker tells clients of a second listener to come to the first port,
# where a test lays a line to the second that it can cut). What is set in the environment already is taken as it is.
# `down` stops what `up` started, by process id, and removes the folder.
set -euo pipefail

readonly VERSION=3.9.1
REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly JARS="$REPOSITORY/.cache/kafka-$VERSION"
# Short-lived and small: quick to start rather than quick to run.
readonly JVM=(-Xms128m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData)

say() { echo "kafka: $*"; }

free_port() {
  node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

fetch_jars() {
  if [ -d "$JARS" ]; then return; fi
  say "fetching the jars of Kafka $VERSION"
  mkdir -p "$STATE/fetch"
  cat >"$STATE/fetch/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>rapport</groupId><artifactId>kafka-broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$VERSION</version></dependency>
  </dependencies>
</project>
POM
  mvn -q -B -f "$STATE/fetch/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$STATE/fetch/jars" >"$STATE/fetch.log" 2>&1 || { tail -3 "$STATE/fetch.log"; return 1; }
  # Moved when it is whole, so that a fetch that was cut is not taken for one.
  mv "$STATE/fetch/jars" "$JARS"
}

write_settings() {
  cat >"$STATE/server.properties" <<SETTINGS
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$4
listeners=CLIENT://127.0.0.1:$1,LINE://127.0.0.1:$3,CONTROLLER://127.0.0.1:$4
advertised.listeners=CLIENT://127.0.0.1:$1,LINE://127.0.0.1:$2
listener.security.protocol.map=CLIENT:PLAINTEXT,LINE:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
log.dirs=$STATE/data
num.partitions=1
offsets.topic.replication.factor=1
auto.create.topics.enable=false
file.delete.delay.ms=100
SETTINGS
}

up() {
  mkdir -p "$STATE"
  if [ -n "${KAFKA_BROKERS:-}" ]; then say "taking the one of the environment"; : >"$STATE/env"; return; fi
  if ! command -v java >/dev/null || { [ ! -d "$JARS" ] && ! command -v mvn >/dev/null; }; then
    say "cannot be had here (it takes Java 17 and Maven): its tests are skipped"
    : >"$STATE/env"
    return
  fi
  fetch_jars
  local port line real controller attempt
  port=$(free_port) line=$(free_port) real=$(free_port) controller=$(free_port)
  write_settings "$port" "$line" "$real" "$controller"
  java "${JVM[@]}" -cp "$JARS/*" kafka.tools.StorageTool format --cluster-id "$(node -p 'require("node:crypto").randomBytes(16).toString("base64url")')" \
    --config "$STATE/server.properties" >"$STATE/kafka.log" 2>&1 || { tail -3 "$STATE/kafka.log"; return 1; }
  java "${JVM[@]}" -cp "$JARS/*" kafka.Kafka "$STATE/server.properties" </dev/null >>"$STATE/kafka.log" 2>&1 &
  echo $! >"$STATE/kafka.pid"
  for attempt in $(seq 600); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf 'export KAFKA_BROKERS=127.0.0.1:%s KAFKA_LINE=%s:%s KAFKA_PID=%s\n' "$port" "$line" "$real" \
        "$(cat "$STATE/kafka.pid")" >"$STATE/env"
      say "$VERSION on 127.0.0.1:$port"
      return
    fi
    kill -0 "$(cat "$STATE/kafka.pid")" 2>/dev/null || break
    sleep 0.1
  done
  tail -3 "$STATE/kafka.log"
  return 1
}

down() {
  local pid attempt
  if [ -s "$STATE/kafka.pid" ]; then
    pid=$(cat "$STATE/kafka.pid")
    kill -TERM "$pid" 2>/dev/null || true
    for attempt in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -rf "$STATE"
}

ACTION=${1:?up or down}
mkdir -p "$(dirname "${2:?state folder}")"
STATE=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
case "$ACTION" in
  up) up ;;
  down) down ;;
  *) echo "unknown action: $ACTION" >&2; exit 2 ;;
esac
