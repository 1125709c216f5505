start_barbican() {
  local home=$DIR/barbican
  # barbican takes no --config-file here, but looks into ~/.barbican before /etc/barbican.
  mkdir -p "$home/.barbican"
  cat >"$home/.barbican/barbican.conf" <<END
[DEFAULT]
log_file = $DIR/log/barbican.log
sql_connection = sqlite:///$home/barbican.db
host_href = http://$HOST:9311
db_auto_create = true
transport_url = fake://
$(token_checks)
END
  uwsgi_app barbican /usr/bin/barbican-wsgi-api HOME="$home"
  wait_for barbican http://$HOST:9311
  use_wal "$home/barbican.db"
}
