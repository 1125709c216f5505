# Starting, watching and stopping the processes of one cloud. $DIR/started has a line for each: PID, start time, name.

# Clock ticks after boot at which a process started: with the PID, it names a process for good.
start_time() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

# launch NAME COMMAND...: runs it as the leader of a session of its own.
launch() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"$DIR/log/$name.out" 2>&1 &
  printf '%s %s %s\n' $! "$(start_time $!)" "$name" >>"$DIR/started"
}

# Whether anything of a launched process's group is left; a PID in other hands does not count.
group_alive() {
  local now
  now=$(start_time "$1")
  [ -z "$now" ] || [ "$now" = "$2" ] || return 1
  kill -0 -- "-$1" 2>/dev/null
}

any_alive() {
  local pid time
  while read -r pid time _; do
    ! group_alive "$pid" "$time" || return 0
  done <"$DIR/started"
  return 1
}

signal_all() {
  local pid time
  while read -r pid time _; do
    ! group_alive "$pid" "$time" || kill "-$1" -- "-$pid" 2>/dev/null || true
  done <"$DIR/started"
}

stop_all() {
  [ -e "$DIR/started" ] || return 0
  signal_all TERM
  for _ in $(seq 40); do
    any_alive || return 0
    sleep 0.25
  done
  signal_all KILL
}

# logged NAME COMMAND...: runs it to its end; its output is shown only when it fails.
logged() {
  local name=$1
  shift
  "$@" >>"$DIR/log/$name.setup" 2>&1 || {
    show_logs "$name"
    return 1
  }
}

show_logs() {
  local log
  for log in "$DIR/log/$1".*; do
    [ ! -s "$log" ] || { printf -- '--- %s\n' "$log" && tail -n 15 "$log"; } >&2
  done
}

# wait_for NAME URL: until it answers without an error.
wait_for() {
  wait_until "$1" curl -sf -o /dev/null -m 10 "$2"
}

# wait_until NAME COMMAND...: until it succeeds, for three minutes at most.
wait_until() {
  local name=$1 pid time deadline=$((SECONDS + 180))
  shift
  read -r pid time _ < <(grep " $name\$" "$DIR/started")
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ] || ! group_alive "$pid" "$time"; then
      printf 'cloud: %s does not answer: %s\n' "$name" "$*" >&2
      show_logs "$name"
      return 1
    fi
    sleep 0.3
  done
}

# uwsgi_app NAME WSGI-FILE [VARIABLE=VALUE...]: a WSGI application on the socket nginx speaks to, with
# PROCESSES (1) processes of THREADS (8) threads.
uwsgi_app() {
  local name=$1 file=$2
  shift 2
  # uwsgi's own HTTP socket mishandles keep-alive POSTs, hence the uwsgi protocol.
  launch "$name" env "$@" uwsgi --plugins python3 --chdir "$DIR" --socket "$DIR/$name.sock" --chmod-socket=666 \
    --master --die-on-term --processes "${PROCESSES:-1}" --threads "${THREADS:-8}" --enable-threads --lazy-apps --need-app \
    --buffer-size 65535 --wsgi-file "$file"
}

# Readers and writers of sqlite block each other unless it keeps a write-ahead log.
use_wal() {
  /usr/bin/python3 -c 'import sqlite3, sys
for file in sys.argv[1:]:
    sqlite3.connect(file).execute("PRAGMA journal_mode=WAL")' "$@"
}

# How a service user logs in to keystone, as options of a configuration section.
service_login() {
  cat <<END
auth_url = http://$HOST:5000/v3
auth_type = password
username = service
password = servicesecret
user_domain_id = default
project_name = service
project_domain_id = default
region_name = RegionOne
END
}

# The section that makes a service check tokens; answers are not cached, so a revoked token is refused at once.
token_checks() {
  cat <<END
[keystone_authtoken]
www_authenticate_uri = http://$HOST:5000/v3
token_cache_time = -1
$(service_login)
END
}
