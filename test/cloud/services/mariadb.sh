# A MariaDB for the services whose migrations do not run on sqlite.
# It runs as root like all the rest: another user could not enter every directory the cloud may be in.

start_mariadb() {
  local home=$DIR/mysql name
  mkdir -p "$home"
  logged mariadb mariadb-install-db --user=root --datadir="$home" --auth-root-authentication-method=socket
  launch mariadb mariadbd --no-defaults --user=root --datadir="$home" --bind-address=$HOST --port=3399 \
    --socket="$home/socket" --pid-file="$home/pid"
  for _ in $(seq 300); do
    ! mariadb-admin -S "$home/socket" ping >/dev/null 2>&1 || break
    sleep 0.3
  done
  for name in neutron manila; do
    logged mariadb mariadb -S "$home/socket" -e "create database $name character set utf8mb3;
      grant all on $name.* to $name@'127.0.0.1' identified by '$name';
      grant all on $name.* to $name@localhost identified by '$name'"
  done
}

# mariadb_url DATABASE
mariadb_url() {
  printf 'mysql+pymysql://%s:%s@127.0.0.1:3399/%s?charset=utf8' "$1" "$1" "$1"
}
