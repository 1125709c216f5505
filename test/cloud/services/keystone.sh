# keystone, and a second one on the same database whose tokens live for seconds.

# keystone_configuration NAME SECONDS
keystone_configuration() {
  cat <<END
[DEFAULT]
log_file = $DIR/log/$1.log
[database]
connection = sqlite:///$DIR/keystone/keystone.db
[token]
expiration = $2
[fernet_tokens]
key_repository = $DIR/keystone/fernet
[credential]
key_repository = $DIR/keystone/credential
[identity]
password_hash_rounds = 4
[auth]
methods = external,password,token,totp,application_credential,oauth1,mapped
END
}

start_keystone() {
  local conf=$DIR/keystone/keystone/keystone.conf short=$DIR/keystone/short/keystone.conf name
  mkdir -p "$DIR/keystone/keystone" "$DIR/keystone/short"
  mkdir -m 700 "$DIR/keystone/fernet" "$DIR/keystone/credential"
  keystone_configuration keystone "$TOKEN_SECONDS" >"$conf"
  keystone_configuration keystone-short "$SHORT_TOKEN_SECONDS" >"$short"
  logged keystone keystone-manage --config-file "$conf" db_sync
  for name in fernet_setup credential_setup; do
    logged keystone keystone-manage --config-file "$conf" $name --keystone-user root --keystone-group root
  done
  logged keystone keystone-manage --config-file "$conf" bootstrap --bootstrap-password secret \
    --bootstrap-admin-url http://$HOST:5000/v3 --bootstrap-public-url http://$HOST:5000/v3 \
    --bootstrap-internal-url http://$HOST:5000/v3 --bootstrap-region-id RegionOne
  use_wal "$DIR/keystone/keystone.db"
  # Every request to any service asks this one whether the token is good.
  PROCESSES=2 uwsgi_app keystone /usr/bin/keystone-wsgi-public OS_KEYSTONE_CONFIG_DIR="${conf%/*}" OS_KEYSTONE_CONFIG_FILES="$conf"
  uwsgi_app keystone-short /usr/bin/keystone-wsgi-public \
    OS_KEYSTONE_CONFIG_DIR="${short%/*}" OS_KEYSTONE_CONFIG_FILES="$short"
  wait_for keystone http://$HOST:5000/v3
  wait_for keystone-short http://$HOST:5001/v3
  logged keystone node "$HERE/services/seed.mjs" http://$HOST:5000/v3
}

write_clouds_yaml() {
  cat >"$DIR/clouds.yaml" <<END
clouds:
  real:
    auth: {auth_url: http://$HOST:5000/v3, username: admin, password: secret, project_name: admin, user_domain_id: default, project_domain_id: default}
    region_name: RegionOne
    identity_api_version: 3
  real-unversioned:
    auth: {auth_url: http://$HOST:5000, username: admin, password: secret, project_name: admin, user_domain_name: Default, project_domain_name: Default}
    region_name: RegionOne
  real-system:
    auth: {auth_url: http://$HOST:5000/v3, username: admin, password: secret, user_domain_id: default, system_scope: all}
    region_name: RegionOne
  real-demo:
    auth: {auth_url: http://$HOST:5000/v3, username: demo, password: demosecret, project_name: demo, user_domain_id: default, project_domain_id: default}
    region_name: RegionOne
    interface: internal
  real-tls:
    auth: {auth_url: https://$HOST:15000/v3, username: admin, password: secret, project_name: admin, user_domain_id: default, project_domain_id: default}
    region_name: RegionOne
    cacert: $DIR/tls/ca.pem
END
}
