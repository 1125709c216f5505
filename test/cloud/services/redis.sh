# A Redis that keeps nothing on disk, for sessions that share their tokens.

start_redis() {
  mkdir -p "$DIR/redis"
  launch redis redis-server --bind $HOST --port 6399 --dir "$DIR/redis" --save "" --appendonly no --daemonize no
  wait_until redis redis-cli -h $HOST -p 6399 ping
}
