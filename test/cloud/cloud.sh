#!/usr/bin/env bash
# A real OpenStack control plane on loopback, from Debian's packages. It has no hypervisor, so no server boots, but every
# API answers, validates, stores and pages for real.
#
#   cloud.sh install     install the packages (root, Debian 12; does nothing when they are there)
#   cloud.sh up [DIR]    start the cloud with its files in DIR, which must be empty or an earlier cloud's
#   cloud.sh down [DIR]  stop what `up DIR` started; logs and databases stay for reading
#
# DIR is `.cloud` in the checkout unless given. TOKEN_SECONDS is the lifetime of keystone's tokens (3600),
# SHORT_TOKEN_SECONDS that of the tokens of a second keystone with the same users on port 5001 (10).
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
HOST=127.0.0.1
TOKEN_SECONDS=${TOKEN_SECONDS:-3600}
SHORT_TOKEN_SECONDS=${SHORT_TOKEN_SECONDS:-10}

PACKAGES="keystone placement-api glance-api cinder-api nova-api neutron-server ironic-api manila-api barbican-api
  swift swift-proxy swift-account swift-container swift-object python3-openstackclient python3-openstacksdk
  uwsgi-core uwsgi-plugin-python3 nginx-light mariadb-server python3-pymysql python3-bcrypt redis-server
  postgresql openssl curl"

# Services behind nginx, as name:port; each has TLS on its port + 10000.
WSGI_SERVICES="keystone:5000 keystone-short:5001 placement:8778 glance:9292 cinder:8776 nova:8774 ironic:6385
  ironic-noauth:6386 ironic-basic:6387 manila:8786 barbican:9311"
# Services that listen for themselves; nginx adds the TLS port.
OWN_SERVICES="neutron:9696 swift:8080"
BACKEND_PORTS="3399 5499 6200 6201 6202 6399"

say() { printf '%s\n' "$*"; }
fail() {
  printf 'cloud: %s\n' "$*" >&2
  exit 1
}

for file in "$HERE"/services/*.sh; do
  # shellcheck source=/dev/null
  . "$file"
done

installed() {
  # shellcheck disable=SC2086
  dpkg-query -W -f '${Status}\n' $PACKAGES >/dev/null 2>&1 &&
    ! dpkg-query -W -f '${Status}\n' $PACKAGES | grep -qvx 'install ok installed'
}

install() {
  local refusal=/usr/sbin/policy-rc.d
  ! installed || {
    say "the packages are installed"
    return
  }
  # Debian starts services on installation, unless this file refuses.
  if [ ! -e $refusal ]; then
    printf '#!/bin/sh\nexit 101\n' >$refusal
    chmod +x $refusal
    trap "rm -f $refusal" EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq -o DPkg::Lock::Timeout=120 --no-install-recommends $PACKAGES </dev/null
  installed || fail "apt-get left packages out"
}

check_directory() {
  [ ${#DIR} -le 80 ] || fail "$DIR is too long for the sockets in it: choose a shorter path"
  [ ! -e "$DIR/started" ] || ! any_alive || fail "a cloud is up in $DIR: '$0 down $DIR' first"
  [ ! -e "$DIR" ] || [ -e "$DIR/started" ] || [ -z "$(ls -A "$DIR")" ] || fail "$DIR has files that are no cloud's"
  rm -rf "$DIR"
  mkdir -p "$DIR/log"
  : >"$DIR/started"
}

check_ports() {
  local service port tls
  for service in $WSGI_SERVICES $OWN_SERVICES $BACKEND_PORTS; do
    port=${service#*:}
    tls=$((port + 10000))
    refuse_taken "$port"
    [ "$service" = "$port" ] || refuse_taken "$tls"
  done
}

refuse_taken() {
  ! (exec 3<>"/dev/tcp/$HOST/$1") 2>/dev/null || fail "port $1 is taken: is another cloud up?"
}

# Starts the named services side by side; fails when one of them did.
together() {
  local name failed=""
  local -A jobs=()
  set -m # each job gets a process group, so that a failed start can be ended with its children
  for name in "$@"; do
    "start_$name" &
    jobs[$name]=$!
    STARTING="$STARTING $!"
  done
  set +m
  for name in "$@"; do
    wait "${jobs[$name]}" || failed="$failed $name"
  done
  STARTING=""
  [ -z "$failed" ] || fail "did not start:$failed"
}

abandon() {
  local status=$? job
  trap - EXIT INT TERM
  for job in $STARTING; do kill -- "-$job" 2>/dev/null || true; done
  say "stopping what was started" >&2
  stop_all
  exit $((status == 0 ? 1 : status))
}

up() {
  check_ports
  check_directory
  STARTING=""
  trap abandon EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start_front
  together mariadb keystone redis postgres
  write_clouds_yaml
  together placement glance cinder nova ironic manila neutron barbican swift
  trap - EXIT INT TERM
  say "up: $DIR/clouds.yaml"
}

main() {
  local command=${1:-} directory=${2:-$HERE/../../.cloud}
  DIR=$(realpath -m "$directory")
  case $command in
    install) install ;;
    up) up ;;
    down) stop_all ;;
    *)
      sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
      exit 2
      ;;
  esac
}

main "$@"
