# nginx: HTTP with keep-alive on the ports of the WSGI services, TLS with a private CA on every service's port + 10000.

make_certificates() {
  local tls=$DIR/tls
  mkdir -p "$tls"
  {
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Test cloud CA" \
      -keyout "$tls/ca.key" -out "$tls/ca.pem"
    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$tls/server.key" -out "$tls/server.csr"
    printf 'subjectAltName=DNS:localhost,IP:%s' $HOST >"$tls/extensions"
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days 30 \
      -extfile "$tls/extensions" -out "$tls/server.pem"
  } 2>/dev/null
}

uwsgi_parameters() {
  cat <<'END'
uwsgi_param QUERY_STRING $query_string;
uwsgi_param REQUEST_METHOD $request_method;
uwsgi_param CONTENT_TYPE $content_type;
uwsgi_param CONTENT_LENGTH $content_length;
uwsgi_param REQUEST_URI $request_uri;
uwsgi_param PATH_INFO $document_uri;
uwsgi_param SCRIPT_NAME "";
uwsgi_param SERVER_PROTOCOL $server_protocol;
uwsgi_param HTTPS $https if_not_empty;
uwsgi_param HTTP_HOST $http_host;
uwsgi_param REMOTE_ADDR $remote_addr;
uwsgi_param SERVER_NAME $server_name;
uwsgi_param SERVER_PORT $server_port;
END
}

plain_server() {
  printf 'server { listen %s:%s; location / { uwsgi_pass unix:%s/%s.sock; } }\n' $HOST "$2" "$DIR" "$1"
}

# tls_server PORT PASS: whoever comes by https reads https URLs, also in the catalog.
tls_server() {
  cat <<END
server {
  listen $HOST:$(($1 + 10000)) ssl;
  sub_filter_once off;
  sub_filter_types application/json;
  sub_filter 'http://127.0.0.1:' 'https://127.0.0.1:1';
  sub_filter 'http://localhost:' 'https://localhost:1';
  location / { $2 }
}
END
}

nginx_configuration() {
  cat <<END
daemon off;
worker_processes 1;
user root;
pid $DIR/nginx/pid;
error_log $DIR/log/nginx.err;
events { worker_connections 4096; }
http {
  access_log $DIR/log/nginx.access;
  client_body_temp_path $DIR/nginx/client;
  proxy_temp_path $DIR/nginx/proxy;
  uwsgi_temp_path $DIR/nginx/uwsgi;
  fastcgi_temp_path $DIR/nginx/fastcgi;
  scgi_temp_path $DIR/nginx/scgi;
  client_max_body_size 0;
  proxy_request_buffering off;
  uwsgi_request_buffering off;
  uwsgi_read_timeout 300;
  ssl_certificate $DIR/tls/server.pem;
  ssl_certificate_key $DIR/tls/server.key;
  $(uwsgi_parameters)
END
  local service name port
  for service in $WSGI_SERVICES; do
    name=${service%:*} port=${service#*:}
    plain_server "$name" "$port"
    tls_server "$port" "uwsgi_pass unix:$DIR/$name.sock;"
  done
  for service in $OWN_SERVICES; do
    port=${service#*:}
    tls_server "$port" "proxy_http_version 1.1; proxy_set_header Host $HOST:$port; proxy_pass http://$HOST:$port;"
  done
  printf '}\n'
}

start_front() {
  make_certificates
  mkdir -p "$DIR/nginx"
  nginx_configuration >"$DIR/nginx/nginx.conf"
  launch nginx nginx -p "$DIR/nginx" -c "$DIR/nginx/nginx.conf" -e "$DIR/log/nginx.err"
}
