# ironic three times on one database: behind keystone, open to everybody, and with HTTP Basic (ironic / ironicsecret).

# ironic_api NAME STRATEGY
ironic_api() {
  local home=$DIR/ironic name=$1
  cat >"$home/$name.conf" <<END
[DEFAULT]
auth_strategy = $2
http_basic_auth_user_file = $home/htpasswd
log_file = $DIR/log/$name.log
transport_url = fake://
[database]
connection = sqlite:///$home/ironic.db
$(token_checks)
END
  cat >"$home/$name.py" <<END
import sys
sys.argv = ["ironic-api", "--config-file", "$home/$name.conf"]
from ironic.api.wsgi import initialize_wsgi_app
application = initialize_wsgi_app(sys.argv)
END
}

start_ironic() {
  local home=$DIR/ironic
  mkdir -p "$home"
  /usr/bin/python3 -c 'import bcrypt
print("ironic:" + bcrypt.hashpw(b"ironicsecret", bcrypt.gensalt(4)).decode().replace("$2b$", "$2y$"))' >"$home/htpasswd"
  ironic_api ironic keystone
  ironic_api ironic-noauth noauth
  ironic_api ironic-basic http_basic
  logged ironic ironic-dbsync --config-file "$home/ironic.conf" create_schema
  use_wal "$home/ironic.db"
  uwsgi_app ironic "$home/ironic.py"
  uwsgi_app ironic-noauth "$home/ironic-noauth.py"
  uwsgi_app ironic-basic "$home/ironic-basic.py"
  wait_for ironic http://$HOST:6385
  wait_for ironic-noauth http://$HOST:6386
  wait_for ironic-basic http://$HOST:6387
}
