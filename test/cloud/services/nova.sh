start_nova() {
  local home=$DIR/nova manage
  mkdir -p "$home"
  cp /etc/nova/api-paste.ini "$home"
  cat >"$home/nova.conf" <<END
[DEFAULT]
log_file = $DIR/log/nova.log
state_path = $home
transport_url = fake://
[api]
auth_strategy = keystone
[api_database]
connection = sqlite:///$home/api.db
[database]
connection = sqlite:///$home/nova.db
[oslo_concurrency]
lock_path = $home
[placement]
$(service_login)
$(token_checks)
END
  manage="nova-manage --config-file $home/nova.conf"
  logged nova $manage api_db sync
  logged nova $manage cell_v2 map_cell0 --database_connection "sqlite:///$home/cell0.db"
  logged nova $manage db sync
  logged nova $manage cell_v2 create_cell --name cell1
  use_wal "$home"/*.db
  # Importing nova replaces threads by green ones, which hang in a server that has real ones.
  PROCESSES=3 THREADS=1 uwsgi_app nova /usr/bin/nova-api-wsgi OS_NOVA_CONFIG_DIR="$home"
  wait_for nova http://$HOST:8774
}
