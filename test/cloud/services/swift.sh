# swift: a proxy with one account, container and object server on one directory.

swift_server() {
  cat >"$DIR/swift/$1.conf" <<END
[DEFAULT]
bind_ip = $HOST
bind_port = $2
workers = 1
mount_check = false
devices = $DIR/swift/node
swift_dir = $DIR/swift
user = root
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
END
}

swift_proxy() {
  cat <<END
[DEFAULT]
bind_ip = $HOST
bind_port = 8080
workers = 1
swift_dir = $DIR/swift
user = root
[pipeline:main]
pipeline = catch_errors healthcheck cache listing_formats bulk tempurl slo dlo authtoken keystoneauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = http://$HOST:5000/v3
$(service_login)
token_cache_time = -1
delay_auth_decision = true
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
[filter:cache]
use = egg:swift#memcache
END
  local filter
  for filter in catch_errors healthcheck listing_formats bulk tempurl slo dlo; do
    printf '[filter:%s]\nuse = egg:swift#%s\n' $filter $filter
  done
}

swift_ring() {
  local builder=$DIR/swift/$1.builder
  swift-ring-builder "$builder" create 4 1 0
  swift-ring-builder "$builder" add "r1z1-$HOST:$2/d1" 1
  swift-ring-builder "$builder" rebalance
}

# The servers read /etc/swift/swift.conf, unless told otherwise before they start.
swift_launch() {
  launch "swift-$1" /usr/bin/python3 -c 'import runpy, sys
from swift.common import utils
utils.set_swift_dir(sys.argv.pop(1))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")' "$DIR/swift" "/usr/bin/swift-$1-server" "$DIR/swift/$1.conf"
}

start_swift() {
  local backend name port
  mkdir -p "$DIR/swift/node/d1"
  printf '[swift-hash]\nswift_hash_path_suffix = test\nswift_hash_path_prefix = test\n' >"$DIR/swift/swift.conf"
  for backend in account:6202 container:6201 object:6200; do
    name=${backend%:*} port=${backend#*:}
    logged "swift-$name" swift_ring "$name" "$port"
    swift_server "$name" "$port"
    swift_launch "$name"
  done
  swift_proxy >"$DIR/swift/proxy.conf"
  swift_launch proxy
  wait_for swift-proxy http://$HOST:8080/healthcheck
}
