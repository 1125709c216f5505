start_neutron() {
  local home=$DIR/neutron
  mkdir -p "$home"
  cat >"$home/neutron.conf" <<END
[DEFAULT]
auth_strategy = keystone
bind_host = $HOST
log_file = $DIR/log/neutron.log
state_path = $home
transport_url = fake://
core_plugin = ml2
api_paste_config = /etc/neutron/api-paste.ini
rpc_workers = 0
api_workers = 0
[database]
connection = $(mariadb_url neutron)
[oslo_concurrency]
lock_path = $home
[ml2]
type_drivers = local,flat
tenant_network_types = local
mechanism_drivers =
$(token_checks)
END
  logged neutron neutron-db-manage --config-file "$home/neutron.conf" upgrade head
  launch neutron neutron-server --config-file "$home/neutron.conf"
  wait_for neutron http://$HOST:9696
}
