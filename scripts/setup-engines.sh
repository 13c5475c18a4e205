#!/usr/bin/env bash
# Private engines for the tests: a Postgres cluster, a Redis server, browsers.
#
#   scripts/setup-engines.sh up   <state folder> [postgres] [redis] [chromium] [firefox] [webkit]
#   scripts/setup-engines.sh down <state folder>
#
# `up` writes <state folder>/env with DATABASE_URL, REDIS_URL, CHROMIUM_PATH, FIREFOX_PATH and WEBKIT_DRIVER_PATH; load it with `source`. What is set in the
# environment already is taken as it is. An engine that cannot be had leaves its variable unset, and says so.
# `down` stops what `up` started, by process id, and removes the folder.
set -euo pipefail

readonly BIN_GLOB="/usr/lib/postgresql/*/bin"

say() { echo "engines: $*"; }

as_postgres() {
  # Postgres refuses to run as root.
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

give_to_postgres() {
  if [ "$(id -u)" = 0 ]; then chown postgres "$1"; fi
}

postgres_bin() {
  # Debian keeps the server programs out of PATH; the newest version wins.
  local newest
  # shellcheck disable=SC2086
  newest=$(ls -d $BIN_GLOB 2>/dev/null | sort -V | tail -1 || true)
  if [ -n "$newest" ] && [ -x "$newest/initdb" ]; then echo "$newest"; return; fi
  if command -v initdb >/dev/null; then dirname "$(command -v initdb)"; fi
}

chromium_path() {
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" >/dev/null; then command -v "$name"; return; fi
  done
}

firefox_path() { command -v firefox-esr || command -v firefox; }

has() {
  case "$1" in
    postgres) [ -n "$(postgres_bin)" ] ;;
    redis) command -v redis-server >/dev/null ;;
    chromium) [ -n "$(chromium_path)" ] ;;
    firefox) [ -n "$(firefox_path)" ] ;;
    webkit) command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null ;;
  esac
}

# Installs the Debian packages of the engines that are missing; a machine without apt-get or without root keeps what it has.
install_missing() {
  local engine packages=()
  for engine in "$@"; do
    if given "$engine" || has "$engine"; then continue; fi
    case "$engine" in
      postgres) packages+=(postgresql) ;;
      redis) packages+=(redis-server) ;;
      chromium) packages+=(chromium) ;;
      firefox) packages+=(firefox-esr) ;;
      # WebKitGTK draws on a display only, and nobody need see it.
      webkit) packages+=(webkit2gtk-driver xvfb) ;;
    esac
  done
  if [ "${#packages[@]}" = 0 ]; then return; fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "missing: ${packages[*]} (not installed: that takes apt-get and root)"
    return
  fi
  # Vectors in Postgres: where the distribution has the extension (0.8 or newer), their tests run on the server, too.
  if [[ " ${packages[*]} " == *" postgresql "* ]]; then packages+=($(pgvector_package)); fi
  # Traces the embedded log for the power cuts of its tests.
  if [[ " ${packages[*]} " == *" postgresql "* ]] && ! command -v strace >/dev/null; then packages+=(strace); fi
  say "installing ${packages[*]}"
  # RUNLEVEL=1 keeps the packages from starting services of their own.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  { apt-get update && apt-get install -y --no-install-recommends "${packages[@]}"; } </dev/null >"$STATE/apt.log" 2>&1 ||
    say "installing failed: $(tail -1 "$STATE/apt.log")"
}

pgvector_package() {
  apt-cache search --names-only '^postgresql-[0-9]+-pgvector$' 2>/dev/null | awk '{print $1}' | sort -V | tail -1
}

given() {
  case "$1" in
    postgres) [ -n "${DATABASE_URL:-}" ] ;;
    redis) [ -n "${REDIS_URL:-}" ] ;;
    chromium) [ -n "${CHROMIUM_PATH:-}" ] ;;
    firefox) [ -n "${FIREFOX_PATH:-}" ] ;;
    webkit) [ -n "${WEBKIT_DRIVER_PATH:-}" ] ;;
  esac
}

free_port() {
  node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

export_line() { printf 'export %s=%q\n' "$1" "$2" >>"$STATE/env"; }

start_postgres() {
  local bin data port password socket
  bin=$(postgres_bin)
  data="$STATE/postgres"
  mkdir -p "$data"
  give_to_postgres "$data"
  if ! as_postgres test -w "$data"; then
    # The repository stands in a folder that only root may enter.
    data=$(mktemp -d /tmp/rapport-postgres.XXXXXX)
    give_to_postgres "$data"
  fi
  echo "$data" >"$STATE/postgres.data"
  # The socket stands in /tmp: a socket's path may have 107 bytes and a repository's folder may be deep.
  socket=$(mktemp -d /tmp/rapport-socket.XXXXXX)
  give_to_postgres "$socket"
  echo "$socket" >"$STATE/postgres.socket"
  port=$(free_port)
  password=$(node -p 'require("node:crypto").randomBytes(16).toString("hex")')
  (umask 077 && echo "$password" >"$data/password") && give_to_postgres "$data/password"
  as_postgres "$bin/initdb" --pgdata="$data/cluster" --username=rapport --auth=scram-sha-256 --encoding=UTF8 --locale=C \
    --pwfile="$data/password" >"$STATE/initdb.log" 2>&1 || { tail -3 "$STATE/initdb.log"; return 1; }
  as_postgres "$bin/pg_ctl" start --wait --timeout=60 --pgdata="$data/cluster" --log="$data/postgres.log" \
    --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$socket -c fsync=on" \
    </dev/null >/dev/null 2>&1 || { tail -3 "$data/postgres.log"; return 1; }
  head -1 "$data/cluster/postmaster.pid" >"$STATE/postgres.pid"
  PGPASSWORD="$password" "$bin/createdb" --host=127.0.0.1 --port="$port" --username=rapport rapport || return 1
  export_line DATABASE_URL "postgres://rapport:$password@127.0.0.1:$port/rapport"
  say "postgres $("$bin/postgres" --version | grep -o '[0-9.]*' | head -1) on 127.0.0.1:$port"
}

start_redis() {
  local port attempt
  port=$(free_port)
  mkdir -p "$STATE/redis"
  redis-server --bind 127.0.0.1 --port "$port" --dir "$STATE/redis" --save "" --appendonly no \
    </dev/null >"$STATE/redis/redis.log" 2>&1 &
  echo $! >"$STATE/redis.pid"
  for attempt in $(seq 50); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      export_line REDIS_URL "redis://127.0.0.1:$port"
      say "redis on 127.0.0.1:$port"
      return
    fi
    sleep 0.1
  done
  tail -3 "$STATE/redis/redis.log"
  return 1
}

start_chromium() {
  # Tests start the browser themselves; they only need to know where it is.
  export_line CHROMIUM_PATH "$(chromium_path)"
  say "chromium at $(chromium_path)"
}

start_firefox() {
  export_line FIREFOX_PATH "$(firefox_path)"
  say "firefox at $(firefox_path)"
}

start_webkit() {
  export_line WEBKIT_DRIVER_PATH "$(command -v WebKitWebDriver)"
  say "webkit at $(command -v WebKitWebDriver)"
}

up() {
  local engine
  mkdir -p "$STATE"
  # The postgres user must pass through to its data; only this user may read the passwords.
  chmod 711 "$STATE"
  (umask 077 && : >"$STATE/env")
  install_missing "$@"
  for engine in "$@"; do
    if given "$engine"; then
      say "$engine: taking the one of the environment"
    elif ! has "$engine"; then
      say "$engine cannot be had here: tests that need it are skipped"
    elif ! "start_$engine"; then
      say "$engine did not start: tests that need it are skipped"
    fi
  done
}

stop_process() {
  local pid attempt
  [ -s "$1" ] || return 0
  pid=$(cat "$1")
  kill "-$2" "$pid" 2>/dev/null || return 0
  for attempt in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

down() {
  # INT is Postgres' fast shutdown: it does not wait for clients to leave.
  stop_process "$STATE/postgres.pid" INT
  stop_process "$STATE/redis.pid" TERM
  local named
  for named in postgres.data postgres.socket; do
    if [ -s "$STATE/$named" ]; then rm -rf "$(cat "$STATE/$named")"; fi
  done
  rm -rf "$STATE"
}

ACTION=${1:?up or down}
mkdir -p "$(dirname "${2:?state folder}")"
STATE=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
shift 2
case "$ACTION" in
  up) up "$@" ;;
  down) down ;;
  *) echo "unknown action: $ACTION" >&2; exit 2 ;;
esac
