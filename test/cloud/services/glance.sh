start_glance() {
  local home=$DIR/glance
  mkdir -p "$home/images"
  cp /etc/glance/*.ini /etc/glance/*.json "$home"
  cat >"$home/glance-api.conf" <<END
[DEFAULT]
enabled_backends = files:file
log_file = $DIR/log/glance.log
[database]
connection = sqlite:///$home/glance.db
[paste_deploy]
flavor = keystone
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = $home/images
$(token_checks)
END
  logged glance glance-manage --config-file "$home/glance-api.conf" db_sync
  use_wal "$home/glance.db"
  uwsgi_app glance "$(command -v glance-wsgi-api)" OS_GLANCE_CONFIG_DIR="$home"
  wait_for glance http://$HOST:9292
}
