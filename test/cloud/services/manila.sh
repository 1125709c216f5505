start_manila() {
  local home=$DIR/manila
  mkdir -p "$home"
  cat >"$home/manila.conf" <<END
[DEFAULT]
auth_strategy = keystone
log_file = $DIR/log/manila.log
state_path = $home
transport_url = fake://
api_paste_config = /etc/manila/api-paste.ini
[database]
connection = $(mariadb_url manila)
[oslo_concurrency]
lock_path = $home
$(token_checks)
END
  cat >"$home/wsgi.py" <<END
import sys
sys.argv = ["manila-wsgi", "--config-file", "$home/manila.conf"]
from manila.wsgi.wsgi import initialize_application
application = initialize_application()
END
  logged manila manila-manage --config-file "$home/manila.conf" db sync
  uwsgi_app manila "$home/wsgi.py"
  wait_for manila http://$HOST:8786
}
