# A PostgreSQL for sessions that share their tokens. It refuses to run as root, and the user of its package may not be able
# to enter the cloud's directory, so that its files are in that user's home.

AS_POSTGRES="setpriv --reuid=postgres --regid=postgres --clear-groups"

# shellcheck disable=SC2086
start_postgres() {
  local home=/var/lib/postgresql/osauth-cloud programs
  programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  rm -rf "$home"
  (cd / && logged postgres $AS_POSTGRES "$programs/initdb" -D "$home" -U osauth --auth=trust --no-sync)
  launch postgres $AS_POSTGRES "$programs/postgres" -D "$home" \
    -c listen_addresses=$HOST -c port=5499 -c unix_socket_directories= -c fsync=off
  wait_until postgres "$programs/pg_isready" -h $HOST -p 5499 -U osauth
}
