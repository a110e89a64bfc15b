#!/bin/bash
# The program as a person uses it, with real X events: open the sample, add a Gaussian blur through the palette, connect
# it, drag its sigma, see picture and times change, save, quit, reopen, same picture; drop a picture from another
# program.
#
#   e2e.sh LIGHTBENCH DRAG_SOURCE [SCREENSHOT_FOLDER]      exit code 77: Xvfb or xdotool is missing
#
# Where things are comes from the program's state file (ui/window/state_file.h); nothing is assumed about the layout.
set -u
program=$1
drag_source=$2
pictures=${3:-}
for tool in Xvfb xdotool; do
  command -v "$tool" > /dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done

work=$(mktemp -d)
state=$work/state
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_CACHE_HOME=$work/cache XDG_RUNTIME_DIR=$work
export LIGHTBENCH_STATE_FILE=$state QT_QPA_PLATFORM=xcb
unset WAYLAND_DISPLAY QT_SCALE_FACTOR
app_pid= xvfb_pid= source_pid=
cleanup() {
  [ -n "$source_pid" ] && kill "$source_pid" 2> /dev/null
  [ -n "$app_pid" ] && kill "$app_pid" 2> /dev/null
  [ -n "$xvfb_pid" ] && kill "$xvfb_pid" 2> /dev/null
  wait 2> /dev/null
  rm -rf "$work"
}
trap cleanup EXIT

Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3> "$work/display" 2> "$work/xvfb.log" &
xvfb_pid=$!
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
[ -s "$work/display" ] || { echo "FAIL: Xvfb did not start"; cat "$work/xvfb.log"; exit 1; }
DISPLAY=:$(cat "$work/display")
export DISPLAY

get() { sed -n "s/^$1=//p" "$state" 2> /dev/null; }
shot() { [ -n "$pictures" ] && command -v import > /dev/null && import -window root "$pictures/$1.png"; return 0; }
fail() {
  echo "FAIL: $*"
  shot failed
  sed 's/^/  /' "$state" 2> /dev/null
  cat "$work/program.log"
  exit 1
}
step() { echo "--- $*"; }
# wait_for WHAT CONDITION: up to 60 s, the condition is a command.
wait_for() {
  local what=$1
  shift
  for _ in $(seq 600); do
    "$@" && return 0
    kill -0 "$app_pid" 2> /dev/null || fail "the program ended while waiting for: $what"
    sleep 0.1
  done
  fail "$what"
}
is() { [ "$(get "$1")" = "$2" ]; }
has() { [ -n "$(get "$1")" ]; }
differs() { local now; now=$(get "$1"); [ -n "$now" ] && [ "$now" != "$2" ]; }
# Idle, and exact: what is seen is final.
settled() { is idle true && is level 0; }
settle() { sleep 0.3; wait_for "the run to finish" settled; }
middle() { read -r x y w h <<< "$(get "$1")"; echo $((x + w / 2)) $((y + h / 2)); }
point_at() { xdotool mousemove "$1" "$2"; sleep 0.1; }
click_at() { point_at "$1" "$2"; xdotool click 1; sleep 0.2; }
drag() {  # x1 y1 x2 y2: pressed, moved in steps as a hand does, released
  point_at "$1" "$2"
  xdotool mousedown 1
  sleep 0.1
  for i in 1 2 3 4 5 6 7 8; do
    xdotool mousemove $(($1 + ($3 - $1) * i / 8)) $(($2 + ($4 - $2) * i / 8))
    sleep 0.03
  done
  sleep 0.1
  xdotool mouseup 1
  sleep 0.2
}
# There is no window manager: nobody else gives the window the keyboard, at the start and after a dialogue.
take_keyboard() {
  xdotool search --onlyvisible --name Lightbench windowfocus --sync 2> /dev/null
  wait_for "the keyboard" has focus
}
start() {
  rm -f "$state"
  "$program" "$@" > "$work/program.log" 2>&1 &
  app_pid=$!
  wait_for "the window" has widgets.window
  take_keyboard
  settle
}
quit_program() {
  xdotool key ctrl+q
  for _ in $(seq 100); do kill -0 "$app_pid" 2> /dev/null || break; sleep 0.1; done
  kill -0 "$app_pid" 2> /dev/null && fail "the program did not quit"
  wait "$app_pid" || fail "the program ended with an error"
  app_pid=
}

step "first start: the sample, already run"
start
viewed=$(get viewed.A)
[ -n "$viewed" ] || fail "nothing is viewed"
has "pictures.$viewed.hash" || fail "the sample has no picture"
has "wall_ms" || fail "the sample has no time"
shot sample
feed=$(sed -n 's/^nodes\.\([^.]*\)\.type=input$/\1/p' "$state" | head -1)
[ -n "$feed" ] || fail "the sample has no input node"

step "add a Gaussian blur through the palette"
# On an empty place of the canvas: its upper left corner, where no node of the sample stands.
read -r gx gy gw gh <<< "$(get widgets.graph)"
click_at $((gx + 24)) $((gy + gh - 24))
before=$(grep -c '^nodes\.[^.]*\.type=' "$state")
xdotool key Tab
wait_for "the palette" is popup lightbench::ui::SearchPopup
xdotool type --delay 30 gaussian
sleep 0.3
xdotool key Return
more_nodes() { [ "$(grep -c '^nodes\.[^.]*\.type=' "$state")" -gt "$before" ]; }
wait_for "the new node" more_nodes
blur=$(get current)
is "nodes.$blur.type" gaussian_blur || fail "the new node is not a Gaussian blur"
is modified true || fail "the document is not marked as edited"
shot added

step "connect it to the input, and look at it"
settle
read -r x1 y1 <<< "$(get "nodes.$feed.outputs.image")"
read -r x2 y2 <<< "$(get "nodes.$blur.inputs.image")"
drag "$x1" "$y1" "$x2" "$y2"
# Number keys put the selected node into A.
read -r mx my <<< "$(get "nodes.$blur.middle")"
click_at "$mx" "$my"
xdotool key 1
wait_for "the blur in A" is viewed.A "$blur"
settle
wait_for "its picture" has "pictures.$blur.hash"
has "nodes.$blur.self_ms" || fail "the blur has no time"
hash=$(get "pictures.$blur.hash")
time=$(get "nodes.$blur.self_ms")
shot connected

step "drag sigma in the inspector"
sigma=$(get parameters.sigma.value)
read -r fx fy <<< "$(middle parameters.sigma.field)"
drag "$fx" "$fy" $((fx + 40)) "$fy"
wait_for "another sigma" differs parameters.sigma.value "$sigma"
settle
wait_for "another picture" differs "pictures.$blur.hash" "$hash"
wait_for "another time" differs "nodes.$blur.self_ms" "$time"
dragged=$(get "pictures.$blur.hash")
shot dragged

step "undo and redo"
xdotool key ctrl+z
wait_for "the picture before the drag" is "pictures.$blur.hash" "$hash"
xdotool key ctrl+shift+z
wait_for "the picture after the drag" is "pictures.$blur.hash" "$dragged"

step "save under a name"
xdotool key ctrl+s
wait_for "the file dialogue" has modal
xdotool key ctrl+a
xdotool type --delay 15 "$work/sample.lbp"
xdotool key Return
wait_for "the file" is modified false
is path "$work/sample.lbp" || fail "saved as $(get path)"
[ -s "$work/sample.lbp" ] || fail "the file is empty"
take_keyboard

step "quit and reopen: the same picture"
quit_program
start "$work/sample.lbp"
is path "$work/sample.lbp" || fail "opened $(get path)"
read -r mx my <<< "$(get "nodes.$blur.middle")"
click_at "$mx" "$my"
xdotool key 1
settle
wait_for "the same picture" is "pictures.$blur.hash" "$dragged"
shot reopened

step "drop a picture from another program"
read -r gx gy gw gh <<< "$(get widgets.graph)"
"$drag_source" "$work/dropped.png" $((gx + 20)) $((gy + gh - 60)) > "$work/source.log" 2>&1 &
source_pid=$!
for _ in $(seq 100); do
  xdotool search --onlyvisible --pid "$source_pid" > /dev/null 2>&1 && break
  sleep 0.1
done
sleep 0.3
# The canvas selects nothing here, so the picture goes to the only input.
drag $((gx + 40)) $((gy + gh - 40)) $((gx + gw / 2)) $((gy + gh - 30))
wait_for "the dropped picture" is "pictures.$feed.width" 321
settle
is "pictures.$feed.height" 123 || fail "dropped another picture"
is modified true || fail "the drop is no edit"
kill "$source_pid" && wait "$source_pid" 2> /dev/null
source_pid=
shot dropped
kill "$app_pid"
wait "$app_pid" 2> /dev/null
app_pid=
echo "PASS"
