start_cinder() {
  local home=$DIR/cinder
  mkdir -p "$home"
  cat >"$home/cinder.conf" <<END
[DEFAULT]
auth_strategy = keystone
log_file = $DIR/log/cinder.log
state_path = $home
transport_url = fake://
api_paste_config = /etc/cinder/api-paste.ini
[database]
connection = sqlite:///$home/cinder.db
[oslo_concurrency]
lock_path = $home
$(token_checks)
END
  cat >"$home/wsgi.py" <<END
import sys
sys.argv = ["cinder-wsgi", "--config-file", "$home/cinder.conf"]
from cinder.wsgi.wsgi import initialize_application
application = initialize_application()
END
  logged cinder cinder-manage --config-file "$home/cinder.conf" db sync
  use_wal "$home/cinder.db"
  uwsgi_app cinder "$home/wsgi.py"
  wait_for cinder http://$HOST:8776
}
