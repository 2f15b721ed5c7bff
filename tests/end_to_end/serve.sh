# Sourced after lib.sh by tests of `fz serve`.
#
#   serve_project               # this project's own environment, with a secret key
#   start_server fz serve …     # returns once the server answers; $address and $port say where
#   stop_server                 # SIGTERM; waits for its end
# shellcheck shell=bash

secret='your-very-secret-and-exclusive-key'

serve_project() {
  own_project
  printf '%s\n' "SECRET_KEY=\"$secret\"" 'ALGORITHM="HS256"' 'ACCESS_TOKEN_EXPIRE_MINUTES=30' >.env
}

start_server() {
  start "$@"
  wait_until 'a listening server' grep -qs -e 'Listening at' -e '^error:' "$work/stderr"
  collect
  address=$(sed -n 's|.*Listening at http://||p' "$work/stderr" | head -1)
  [ -n "$address" ] || fail 'a listening server' "$stderr"
  # shellcheck disable=SC2034
  port=${address##*:}
}

stop_server() {
  kill -TERM "$pid"
  finish
}
