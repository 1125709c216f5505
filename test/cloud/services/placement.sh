start_placement() {
  local home=$DIR/placement
  mkdir -p "$home"
  cat >"$home/placement.conf" <<END
[placement_database]
connection = sqlite:///$home/placement.db
[api]
auth_strategy = keystone
$(token_checks)
END
  logged placement env OS_PLACEMENT_CONFIG_DIR="$home" placement-manage --config-file "$home/placement.conf" db sync
  use_wal "$home/placement.db"
  uwsgi_app placement /usr/bin/placement-api OS_PLACEMENT_CONFIG_DIR="$home"
  wait_for placement http://$HOST:8778
}
